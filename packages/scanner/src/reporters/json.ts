import type { Reporter } from './reporter.ts'

// JSON escapes C0 by itself; these are legal in it but would reach a terminal. Only strings can hold them.
const unprintable = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g

/** The report as JSON, schema version 1: `schema/report.schema.json`. */
export const jsonReporter: Reporter = {
  findings: () => '',
  summary: report =>
    `${JSON.stringify(report, null, 2).replace(unprintable, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`,
}
