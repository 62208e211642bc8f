/** Methods that send what they are given as a response. Source: docs of Express, Fastify, Hono, Koa, hapi and Node.js (`ServerResponse`). */
export const responseMethods: readonly string[] = ['json', 'jsonp', 'send', 'end', 'write', 'text', 'html', 'body', 'render', 'view', 'response', 'type']

/** Objects that have these, by the names that handlers give them. Source: docs of the same frameworks, convention. */
export const responders: readonly string[] = ['res', 'response', 'reply', 'resp', 'c', 'ctx', 'context', 'h', 'rep']
