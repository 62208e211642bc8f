/** A raw key. It lives in memory only: printed, serialised or inspected it says `[secret]`. */
export class Secret {
  readonly #key: string

  constructor(key: string) {
    this.#key = key
  }

  /** Hands the raw key to `use`, whose result must not contain it: for hashing, comparing and previewing inside this package. */
  reveal<T>(use: (key: string) => T): T {
    return use(this.#key)
  }

  equals(other: Secret): boolean {
    return this.#key === other.#key
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [Symbol.toPrimitive](): string {
    return '[secret]'
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]'
  }
}
