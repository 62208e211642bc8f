/** An option of a build that publishes what it is given. */
export interface Door {
  readonly where: string
  readonly rule: string
}

/** The options, by the name that the rule has for them. */
export const doors = {
  define: { where: 'define', rule: 'every key of define is replaced in the bundle by its value' },
  nextEnv: { where: 'env of next.config', rule: 'its entries are always included in the JavaScript bundle' },
  publicRuntimeConfig: { where: 'publicRuntimeConfig', rule: 'it is sent to the browser with every page' },
  runtimePublic: { where: 'runtimeConfig.public', rule: 'it is added to the payload of every page' },
  appConfig: { where: 'the app config', rule: 'it is part of the client bundle' },
  extra: { where: 'extra', rule: 'it is embedded in the app that users install' },
  customFields: { where: 'the site config', rule: 'the whole config is written into a client module' },
  siteMetadata: { where: 'siteMetadata', rule: 'page queries put it into the page data' },
  definePlugin: { where: 'DefinePlugin', rule: 'every key of its argument is replaced in the bundle by its value' },
  inlinePlugin: { where: 'the inline plugin of Babel', rule: 'every name that the code reads is replaced by its value' },
  environmentPlugin: { where: 'EnvironmentPlugin', rule: 'every name of its argument is inlined' },
  dotenvPlugin: { where: 'dotenv-webpack', rule: 'every .env name that the code reads is inlined' },
  replace: { where: 'the replace plugin', rule: 'every key of its argument is replaced in the bundle by its value' },
  storybook: { where: 'env of the Storybook config', rule: 'it is built into the published Storybook' },
  nuxtEnv: { where: 'env of the Nuxt config', rule: 'its entries are inlined into client code' },
  quasarEnv: { where: 'build.env of quasar.config', rule: 'its entries are replaced in the code of the app by their values' },
  envField: { where: "context: 'client'", rule: 'astro:env/client hands it to the browser' },
  defineEnvVars: { where: 'public: true', rule: '$app/env/public hands it to the browser' },
  bunInline: { where: "env: 'inline'", rule: 'Bun inlines every variable that the code reads' },
  envPrefix: { where: 'envPrefix', rule: 'names with the prefix are public' },
  html: { where: 'the HTML template', rule: 'its parameters are written into the page' },
  responseHeaders: { where: 'headers of next.config', rule: 'they are sent with every response' },
} as const satisfies Record<string, Door>
