/** Where code of a stack runs; `shared` is in the browser bundle and on the server. */
export type CodeSide = 'client' | 'server' | 'shared'

/** A name or name pattern (`*` = any run) whose value a build puts into client code, and the forms in which it is read. */
export interface InlinedName {
  readonly name: string
  readonly readAs: readonly string[]
}

/** A place in configuration that puts values into client code whatever their name. */
export interface BackDoor {
  /** Globs of the files that hold it. */
  readonly files: readonly string[]
  /** Dotted path of the option, or the call. */
  readonly option: string
  readonly what: string
}

/** A place where server values cross to the browser. */
export interface SerialisedBoundary {
  readonly name: string
  readonly what: string
}

/** Where the code of one stack runs; globs are relative to its project root. The sources stand with its `ShippingFacts`. */
export interface FrameworkFacts {
  readonly id: string
  readonly title: string
  /** `overlay` stacks claim single files beside the main stack of a project. */
  readonly kind: 'full-stack' | 'client' | 'bundler' | 'overlay'
  /** A manifest that has one of these uses the stack. */
  readonly dependencies: readonly string[]
  /** Text that only code of this stack holds. */
  readonly tellingTexts?: readonly string[]
  /** Paths that only this stack has. */
  readonly tellingPaths?: readonly string[]
  readonly server: readonly string[]
  readonly client: readonly string[]
  readonly shared: readonly string[]
  /** Exports that run on the server, in files that match `serverExportFiles` (all files where there is none). */
  readonly serverExports?: readonly string[]
  readonly serverExportFiles?: readonly string[]
  /** Exports that run in the browser although the file's side is another. */
  readonly clientExports?: readonly string[]
  /** Calls whose function arguments run on the server; a leading dot means a method of any receiver. */
  readonly serverCalls?: readonly string[]
  /** Calls whose function arguments ship to the browser. */
  readonly clientCalls?: readonly string[]
  /** Property names, in an argument of a route builder, whose functions run on the server. */
  readonly serverProperties?: readonly string[]
  /** Its components run on the server unless they are interactive: hooks of state and effects, and event handlers of elements, need the browser. */
  readonly hasServerComponents?: boolean
  /** Import specifiers that make a whole module server-only. */
  readonly serverMarkers?: readonly string[]
  readonly clientMarkers?: readonly string[]
  /** Side of files no other fact places; `null`: unknown. */
  readonly defaultSide: CodeSide | null
  /** Where `defaultSide` applies; everywhere in the project when absent. */
  readonly defaultFiles?: readonly string[]
}

/** What the builds of one stack put into the hands of its users. */
export interface ShippingFacts {
  readonly id: string
  /** The version that was read. */
  readonly version: string
  /** Where the facts about the stack rest, those of its `FrameworkFacts` included. */
  readonly source: string
  /** Fields that were inferred and neither run nor read. */
  readonly inferred?: readonly string[]
  readonly inlined: readonly InlinedName[]
  readonly backDoors: readonly BackDoor[]
  readonly serialised: readonly SerialisedBoundary[]
  readonly clientOutput: readonly string[]
  /** Built server output inside the client globs that a scan of client files skips. */
  readonly serverOutput: readonly string[]
}
