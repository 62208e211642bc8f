import type { Reporter } from './reporter.ts'

// JSON escapes C0 and lone surrogates by itself; these are legal in it but would reach a terminal. Only strings can hold them.
const unprintable = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Co}]/gu

/** The report as JSON, schema version 1: `schema/report.schema.json`. */
export const jsonReporter: Reporter = {
  findings: () => '',
  summary: report =>
    `${JSON.stringify(report, null, 2).replace(unprintable, toEscapes)}\n`,
}

/** Two of them for a character outside the basic plane: JSON has none that long. */
function toEscapes(character: string): string {
  return character.split('').map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
}
