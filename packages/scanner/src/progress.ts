import { messages } from './messages.ts'
import type { ScanOptions } from './scan.ts'

export interface Progress {
  readonly update: ScanOptions['progress']
  /** Takes the line off the screen again. */
  clear(): void
}

const quietMs = 1000
const everyMs = 100

/** A one-line counter for a terminal; it says nothing for the first second. `write` is given control sequences. */
export function createProgress(options: { readonly write: (text: string) => void; readonly now: () => number; readonly isOn: boolean }): Progress {
  let nextAt = options.now() + quietMs
  let isShown = false
  return {
    update(done, total, unit, findings) {
      const now = options.isOn ? options.now() : 0
      if (!options.isOn || now < nextAt) return
      nextAt = now + everyMs
      isShown = true
      options.write(`\r\u001b[K${messages.progress(done, total, unit, findings)}`)
    },
    clear() {
      if (isShown) options.write('\r\u001b[K')
      isShown = false
    },
  }
}
