declare const __VERSION__: string | undefined

const version = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0'

/** An empty program that spans a text, in the shape that ESLint 8.57, 9 and 10 ask of a parser. */
export interface TextProgram {
  readonly type: 'Program'
  /** Tells rules that there is no tree to read. */
  readonly isText: true
  readonly body: []
  readonly sourceType: 'module'
  readonly range: [number, number]
  readonly start: number
  readonly end: number
  readonly loc: { readonly start: { readonly line: number; readonly column: number }; readonly end: { readonly line: number; readonly column: number } }
  readonly tokens: []
  readonly comments: []
}

/** Parses any text to an empty program, so that rules that read the text alone run on files of every language. */
export const textParser = {
  meta: { name: 'nuvion/text', version },
  parse,
  parseForESLint: (text: string) => ({ ast: parse(text), services: {}, visitorKeys: { Program: [] } }),
} as const

function parse(text: string): TextProgram {
  const lines = text.split(/\r\n|[\r\n\u2028\u2029]/)
  const end = { line: lines.length, column: (lines.at(-1) as string).length }
  return { type: 'Program', isText: true, body: [], sourceType: 'module', range: [0, text.length], start: 0, end: text.length, loc: { start: { line: 1, column: 0 }, end }, tokens: [], comments: [] }
}
