/** Functions that send a request: of the platform, of npm packages by the name of their main export, and what projects call their own. Source: the Fetch standard, the packages' readmes, convention. */
export const requestFunctions: readonly string[] = [
  'fetch', '$fetch', 'ofetch', 'axios', 'got', 'ky', 'needle', 'request', 'superagent', 'undici', 'httpRequest', 'useFetch', 'useLazyFetch', 'wretch', 'fetchWithRetry', 'apiFetch', 'fetchJson', 'nodeFetch', 'crossFetch', 'rp', 'phin', 'bent', 'cordovaFetch',
]

/** Objects whose methods send requests, as code writes them: modules of Node, packages, the services of Angular and NestJS, clients by their usual names. Source: Node.js docs, the packages' readmes, convention. */
export const requestOwners: readonly string[] = [
  'globalThis', 'window', 'self', 'http', 'https', 'axios', 'got', 'ky', 'needle', 'superagent', 'undici', 'client', 'api', 'httpClient', 'this.http', 'this.httpService', 'this.httpClient', 'http2', 'nuvion', 'nuvionApi', 'request', 'requests', 'ofetch', '$fetch',
]

/** Methods of these objects that send a request or make a client. Source: readmes of axios, got, ky and undici. */
export const requestMethods: readonly string[] = ['fetch', 'request', 'get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'create', 'extend', 'raw', 'stream']

/** Classes whose instances send requests. Source: the Fetch and WebSocket standards; readmes of graphql-request and Apollo Client. */
export const requestClasses: readonly string[] = ['Request', 'WebSocket', 'GraphQLClient', 'HttpLink']

/** Methods that add headers to a request before it is sent. Source: docs of superagent, Node.js (`ClientRequest`) and `XMLHttpRequest`. */
export const headerSetters: readonly string[] = ['set', 'setHeader', 'setRequestHeader', 'header']

/** Methods that give a request its body or its credentials. Source: docs of superagent, Node.js (`ClientRequest`) and `XMLHttpRequest`. */
export const bodySetters: readonly string[] = ['auth', 'send', 'write', 'end']

/** Options of a request that say where it goes, in the order in which they are asked. Source: docs of axios, ofetch, got, ky, Node.js and request. */
export const targetOptions: readonly string[] = ['baseURL', 'baseUrl', 'url', 'prefixUrl', 'prefix', 'hostname', 'host', 'uri']

/** Options of a request that it sends. Source: docs of fetch, axios, got, ky and request. */
export const sentOptions: readonly string[] = ['headers', 'body', 'data', 'json', 'form', 'auth', 'token']
