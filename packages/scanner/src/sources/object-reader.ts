import type { Screening } from '@nuvion-guard/core'
import type { Changes } from './delta.ts'

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag' | 'unknown'

/** Takes the pieces of one object that is too large to hold. */
export interface ObjectParts {
  /** The bytes are valid during the call only. */
  push(piece: Buffer): void
  end(): void
}

/** Makes the id of an object, for the few whose id is asked for. */
export type ToOid = () => string

/** Takes whole objects in the place of `ObjectSink.whole`; answers `dirty` where a variant has to be searched for what this one holds. */
interface VariantSink {
  whole(toOid: ToOid, type: ObjectType, bytes: Buffer): Screening
  /** An object that differs only in `changes` from one that `base` was answered for, which is not `dirty`. */
  variant(toOid: ToOid, type: ObjectType, bytes: Buffer, changes: Changes, base: Screening): Screening
}

/** What was searched; `absent` counts names of objects that are not there. */
export interface SearchCounts {
  objects: number
  bytes: number
  commits: number
  absent: number
}

/** Is told every object that a reader reads. */
export interface ObjectSink {
  /** A whole object; its bytes are valid during the call only. */
  whole(oid: string, type: ObjectType, bytes: Buffer): void
  /** For a sink that need not look at everything in an object that is made from another one. */
  readonly variants?: VariantSink
  /** Takes what another thread has searched in its place. */
  addCounts?(counts: SearchCounts): void
  /** An object that comes in pieces; `size` counts its bytes. */
  parts(oid: string, type: ObjectType, size: number): ObjectParts
  /** An object that the store names but cannot give. */
  unreadable(oid: string): void
}

/** The one way to the content of an object store: whatever reads objects can stand here. */
export interface ObjectReader {
  /** Objects that there are to read. */
  readonly total: number
  /** Hands every object to `sink` once, in no order; ends early where `signal` says so. Throws `ScanError` where git cannot go on. */
  read(sink: ObjectSink, signal: AbortSignal): Promise<void>
}
