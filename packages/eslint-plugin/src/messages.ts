/** Every message of every rule, by rule and message id. Placeholders never hold more of a key than its preview. */
export const messages = {
  'no-hardcoded-key': {
    live: 'Production key {{preview}} is hardcoded (fingerprint {{fingerprint}}). Rotate it now: once committed it is public for good. Read it from {{read}} instead (CWE-798).',
    test: 'Sandbox key {{preview}} is hardcoded (fingerprint {{fingerprint}}). Read it from {{read}} instead, and rotate it if it was ever pushed (CWE-798).',
    webhook: 'Webhook signing secret {{preview}} is hardcoded (fingerprint {{fingerprint}}). Replace it, and read the new one from {{read}} (CWE-798).',
    composed: '{{what}} {{preview}} is put together here from constants (fingerprint {{fingerprint}}). Splitting a key hides it from reviewers only: rotate it and read it from {{read}} instead (CWE-798).',
    readFromEnvironment: 'Read the key from {{read}} instead. Rotate the key as well.',
  },
  'no-public-env-key': {
    published: '{{name}} starts with {{prefix}}, so builds place its value in code that every visitor receives. Name it {{rename}}, read it on the server only, and rotate the key if this was ever deployed (CWE-200).',
    rename: 'Rename to {{rename}}. Code in a browser will no longer see it: move the call to the server.',
  },
  'no-client-side-key': {
    read: '{{name}} is read in client code: {{reason}}. {{effect}} Move the call to the server; a public prefix would publish the key (CWE-200).',
    literal: 'Key {{preview}} stands in client code: {{reason}}. Everyone who loads it can read the key. Rotate it, and move the call to the server (CWE-200).',
    imported: "'{{name}}' of '{{source}}' brings a key into client code: {{chain}} ({{reason}}). Import it on the server only, and hand on the data instead of the key (CWE-200).",
    serverModule: "'{{source}}' is a server module, and this is client code: {{reason}}. Call it from a route handler or a server function instead (CWE-200).",
    request: 'This request authenticates to Nuvion from client code: {{reason}}. Send it from the server, where the key stays private (CWE-200).',
  },
  'no-env-inlining': {
    entry: '{{where}} copies {{name}} into the bundle, whatever it is called: {{rule}}. Remove the entry, and read the variable in server code (CWE-200).',
    environment: '{{where}} copies the whole environment into the bundle, {{name}} included: {{rule}}. List the public names one by one (CWE-200).',
    prefix: "{{where}} '{{prefix}}' makes every variable that starts so public, NUVION_API_KEY included: {{rule}}. Keep the default prefix (CWE-200).",
  },
  'no-key-in-serialized-data': {
    prop: '{{name}} is handed to {{target}}, and {{rule}}. Pass the data that the key fetches, not the key (CWE-200).',
    data: '{{name}} is part of {{target}}, and {{rule}}. Return the data that the key fetches, not the key (CWE-200).',
  },
  'no-key-logging': {
    logged: '{{name}} goes to {{sink}}. Logs are copied, shipped and kept: log a fingerprint or the last four characters instead (CWE-532).',
    environment: 'The whole environment goes to {{sink}}, {{name}} included. Log the names that you need (CWE-532).',
    carrier: '{{name}} goes to {{sink}} and carries the key. Log the fields that you need, such as a status and a message (CWE-532).',
    redact: 'Show only the last four characters.',
  },
  'no-key-in-url': {
    url: '{{name}} is part of a URL. URLs end up in access logs, proxies and browser history: send it as the header Authorization: Bearer (CWE-598).',
  },
  'no-key-in-error': {
    message: '{{name}} is part of an error. Errors reach logs, trackers and users: name the variable, not its value (CWE-209).',
    response: '{{name}} is part of an error response. Answer with a code and a message that hold no secret (CWE-209).',
    redact: 'Show only the last four characters.',
  },
  'no-key-in-storage': {
    stored: '{{name}} is written to {{sink}}, where {{rule}}. Keep it on the server, or in the secret store of the system (CWE-312).',
  },
  'no-environment-mismatch': {
    mismatch: '{{key}} meets {{host}}: {{rule}}. Use {{wanted}} here.',
    branch: '{{condition}} leads to {{found}}: {{rule}}. Swap the two.',
    swapHost: 'Use {{wanted}}.',
  },
  'no-live-key-in-tests': {
    key: 'Production key {{preview}} in test code: a test run could move real money. Rotate it, and use a sandbox key (nv_test_…) from the environment.',
    variable: '{{name}} in test code is a production key: a test run could move real money. Use the sandbox key.',
    host: '{{host}} in test code is the production API. Use https://api.nuvion.dev, or intercept the request.',
    swapHost: 'Use {{wanted}}.',
  },
  'no-key-to-untrusted-host': {
    foreign: '{{name}} is sent to {{host}}, which is no Nuvion host. Remove it, or add the host to settings.nuvion.hosts if it is a proxy of yours (CWE-201).',
    plain: '{{name}} is sent over http: to {{host}}, readable on the way. Use https: (CWE-319).',
    https: 'Use https:.',
  },
  'require-bearer-auth': {
    scheme: 'Nuvion reads the key as Authorization: Bearer <key>; {{found}} is answered with 401. Write `Bearer ${key}`.',
    header: 'Nuvion reads the key from the Authorization header only; {{found}} is not looked at. Send Authorization: Bearer <key>.',
    bearer: 'Put Bearer before the key.',
  },
  'no-env-object-leak': {
    leak: 'The whole environment reaches {{sink}}, {{name}} included. Pick the names that are needed (CWE-200).',
  },
  'no-key-in-command': {
    command: '{{name}} is part of a command line, which every user of the machine can read in the process list. Pass it in the env option or on standard input (CWE-214).',
  },
  'require-server-only': {
    missing: '{{name}} is read here, and nothing stops client code from importing this module. Add {{marker}}, so that a build fails that would ship it.',
    insert: 'Add {{marker}}.',
  },
  'no-key-fallback': {
    otherEnvironment: '{{left}} falls back to {{right}}: a missing variable would switch the environment without a word. Choose by NUVION_ENV, and throw if the key is missing.',
    empty: '{{left}} falls back to an empty key, so that the failure shows as a 401 far from here. Throw if the variable is missing.',
  },
} as const satisfies Record<string, Record<string, string>>

/** The name of a rule without the plugin's prefix. */
export type RuleName = keyof typeof messages
