import type { Finding } from './finding.ts'
import type { Secret } from './secret.ts'

/** `true` where a type could carry arbitrary text or a raw key: a plain string or a `Secret`, at any depth. */
type CanLeak<T> = string extends T ? true : T extends Secret ? true : T extends string | number | boolean | null | undefined ? false : T extends object ? { [K in keyof T]-?: CanLeak<T[K]> }[keyof T] : false

/** Compile-time wall: this line is an error as soon as a field of `Finding` can hold a plain string or a `Secret`. */
export const findingCannotLeak: true extends CanLeak<Finding> ? never : true = true
