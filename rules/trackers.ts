/** A service that code sends errors or events to: objects of its client, as code names them, and their methods that send. A `*` is any name. */
export interface Tracker {
  readonly owners: readonly string[]
  readonly methods: readonly string[]
  readonly what: 'the error tracker' | 'the monitoring service'
  readonly source: string
}

/** Error trackers and monitoring services. */
export const trackers: readonly Tracker[] = [
  {
    owners: ['Sentry', 'sentry', 'scope', 'Sentry.*()', 'hub', 'transaction'], what: 'the error tracker', source: 'Sentry docs, JavaScript SDK',
    methods: ['capture*', 'setExtra', 'setExtras', 'setTag', 'setTags', 'setContext', 'setUser', 'setAttribute', 'setAttributes', 'addBreadcrumb', 'init', 'metrics.*', 'logger.*'],
  },
  {
    owners: ['newrelic', 'NREUM'], what: 'the monitoring service', source: 'New Relic docs, Node.js and browser agents',
    methods: ['addCustomAttribute', 'addCustomAttributes', 'noticeError', 'recordCustomEvent', 'setCustomAttribute', 'recordLogEvent'],
  },
  { owners: ['Bugsnag', 'bugsnag', 'bugsnagClient'], what: 'the error tracker', source: 'Bugsnag docs, JavaScript', methods: ['notify', 'leaveBreadcrumb', 'setUser', 'start'] },
  {
    owners: ['rollbar', 'Rollbar', 'airbrake', 'honeybadger', 'Honeybadger', 'raygun', 'trackJs', 'TrackJS', 'appInsights', 'appInsights.defaultClient', 'telemetry', 'telemetryClient'], what: 'the error tracker', source: 'docs of Rollbar, Airbrake, Honeybadger, Raygun, TrackJS and Application Insights',
    methods: ['log', 'debug', 'info', 'warn', 'warning', 'error', 'critical', 'notify', 'send', 'track', 'track*', 'console.*', 'setContext', 'addContext'],
  },
  { owners: ['crashlytics()', 'Crashlytics'], what: 'the error tracker', source: 'React Native Firebase docs, Crashlytics', methods: ['log', 'setAttribute', 'setAttributes', 'recordError', 'setUserId'] },
]

/** Functions that report an error or an event, imported by name. Source: Sentry docs, convention. */
export const trackerFunctions: readonly string[] = [
  'captureException', 'captureMessage', 'addBreadcrumb', 'setExtra', 'setContext', 'setTag', 'reportError', 'trackEvent', 'logError', 'logEvent', 'trackException', 'recordError', 'logInfo', 'logWarn', 'logDebug', 'logMessage', 'log_error',
]

/** Objects of Datadog's clients. Source: Datadog docs, Browser SDK and Node.js tracer. */
export const datadogClients: readonly string[] = ['datadogLogs', 'datadogRum', 'DD_LOGS', 'DD_RUM', 'tracer', 'dd', 'ddTrace']

/** Methods of a span that record something. Source: OpenTelemetry and OpenTracing API docs, JavaScript. */
export const spanMethods: readonly string[] = ['setAttribute', 'setAttributes', 'addEvent', 'setTag', 'addTags', 'recordException', 'log', 'setStatus']

/** Clients of product analytics. Source: the services' docs. */
export const analyticsClients: readonly string[] = ['posthog', 'analytics', 'mixpanel', 'amplitude', 'segment', 'LogRocket', 'heap', 'gtag', 'FullStory', 'FS', 'rudderanalytics', 'clarity', 'umami', 'plausible', 'ReactGA']

/** Their methods that send. Source: the services' docs. */
export const analyticsMethods: readonly string[] = ['capture', 'track', 'identify', 'page', 'group', 'log', 'event', 'set', 'register', 'captureException', 'captureMessage', 'logEvent', 'setUserProperties']
