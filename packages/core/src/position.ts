/** A 1-based place in a text; columns count UTF-16 code units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Turns offsets into places. Lines end at `\n` or `\r\n`; offsets asked for in rising order are found in one pass. */
export function createToPosition(text: string): (offset: number) => Position {
  let line = 1
  let lineStart = 0
  let next = text.indexOf('\n')
  return offset => {
    if (offset < lineStart) {
      line = 1
      lineStart = 0
      next = text.indexOf('\n')
    }
    while (next >= 0 && next < offset) {
      line++
      lineStart = next + 1
      next = text.indexOf('\n', lineStart)
    }
    return { line, column: offset - lineStart + 1 }
  }
}
