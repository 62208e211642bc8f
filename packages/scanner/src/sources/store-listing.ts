import type { Listing, MissingObjects } from './list-objects.ts'
import type { ObjectList } from './object-list.ts'
import type { PackSpan } from './pack-span.ts'

/** A pack, or a span of one. */
export interface PackPart {
  readonly file: string
  readonly span?: PackSpan
}

/** Objects that are read in one go; its list is valid until the next part is asked for. */
export interface StorePart {
  readonly list: ObjectList
  /** The packs that hold them; without it any pack can, and where there are none git is asked. */
  readonly packs?: readonly PackPart[]
}

/** The objects of a store: as one list where that fits, else part after part, so that memory does not grow with the store. */
export interface StoreListing {
  /** Objects that there are, or nearly. */
  readonly total: number
  /** All objects, where one list holds them: then what they name can be looked up. */
  readonly whole: ObjectList | undefined
  parts(): Iterable<StorePart> | AsyncIterable<StorePart>
  /** What is known once all parts were taken. */
  told(): {
    readonly missing: MissingObjects
    /** What git complained about, redacted. */
    readonly complaint: string
  }
}

/** A listing that one list holds; `isWhole` where that is all that the store has. */
export function toStoreListing({ list, missing, complaint }: Listing, { isWhole }: { readonly isWhole: boolean }): StoreListing {
  return { total: list.count, whole: isWhole ? list : undefined, parts: () => [{ list }], told: () => ({ missing, complaint }) }
}
