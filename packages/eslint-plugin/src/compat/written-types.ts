import type * as Source from '../index.ts'
import type * as Written from '../../types/index.d.ts'

type Equal<A, B> = [A, B] extends [B, A] ? true : false
type AllEqual<Pairs extends readonly (readonly [unknown, unknown])[]> = { [At in keyof Pairs]: Equal<Pairs[At][0], Pairs[At][1]> }[number]

/** Fails to compile where the published declarations, which may not import private packages, differ from the source. */
export const declarationsAreTrue: AllEqual<
  [
    [keyof Written.NuvionSettings, keyof Source.NuvionSettings],
    [Required<Written.NuvionSettings>, Required<{ [Key in keyof Source.NuvionSettings]: Source.NuvionSettings[Key] }>],
    [Written.LanguageReader, Source.LanguageReader],
    [Written.NoHardcodedKeyOptions, Source.NoHardcodedKeyOptions],
    [Written.NoPublicEnvKeyOptions, Source.NoPublicEnvKeyOptions],
    [Written.NoClientSideKeyOptions, Source.NoClientSideKeyOptions],
    [Written.NoEnvInliningOptions, Source.NoEnvInliningOptions],
    [Written.NoKeyInSerializedDataOptions, Source.NoKeyInSerializedDataOptions],
    [Written.NoKeyLoggingOptions, Source.NoKeyLoggingOptions],
    [Written.NoKeyInUrlOptions, Source.NoKeyInUrlOptions],
    [Written.NoKeyInStorageOptions, Source.NoKeyInStorageOptions],
    [Written.NoLiveKeyInTestsOptions, Source.NoLiveKeyInTestsOptions],
    [Written.NoKeyToUntrustedHostOptions, Source.NoKeyToUntrustedHostOptions],
    [Written.RequireBearerAuthOptions, Source.RequireBearerAuthOptions],
    [Written.NoKeyInCommandOptions, Source.NoKeyInCommandOptions],
    [Written.RequireServerOnlyOptions, Source.RequireServerOnlyOptions],
    [Parameters<typeof Written.languageBlock>[0], Parameters<typeof Source.languageBlock>[0]],
  ]
> = true
