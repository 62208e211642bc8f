import type { Rule } from 'eslint'
import type { RuleName } from './messages.ts'
import { noClientSideKey } from './rules/no-client-side-key.ts'
import { noEnvInlining } from './rules/no-env-inlining.ts'
import { noEnvObjectLeak } from './rules/no-env-object-leak.ts'
import { noEnvironmentMismatch } from './rules/no-environment-mismatch.ts'
import { noHardcodedKey } from './rules/no-hardcoded-key.ts'
import { noKeyFallback } from './rules/no-key-fallback.ts'
import { noKeyInCommand } from './rules/no-key-in-command.ts'
import { noKeyInError } from './rules/no-key-in-error.ts'
import { noKeyInSerializedData } from './rules/no-key-in-serialized-data.ts'
import { noKeyInStorage } from './rules/no-key-in-storage.ts'
import { noKeyInUrl } from './rules/no-key-in-url.ts'
import { noKeyLogging } from './rules/no-key-logging.ts'
import { noKeyToUntrustedHost } from './rules/no-key-to-untrusted-host.ts'
import { noLiveKeyInTests } from './rules/no-live-key-in-tests.ts'
import { noPublicEnvKey } from './rules/no-public-env-key.ts'
import { requireBearerAuth } from './rules/require-bearer-auth.ts'
import { requireServerOnly } from './rules/require-server-only.ts'

/** Every rule by its name. */
export const ruleList: Readonly<Record<RuleName, Rule.RuleModule>> = {
  'no-hardcoded-key': noHardcodedKey,
  'no-public-env-key': noPublicEnvKey,
  'no-client-side-key': noClientSideKey,
  'no-env-inlining': noEnvInlining,
  'no-key-in-serialized-data': noKeyInSerializedData,
  'no-key-logging': noKeyLogging,
  'no-key-in-url': noKeyInUrl,
  'no-key-in-error': noKeyInError,
  'no-key-in-storage': noKeyInStorage,
  'no-environment-mismatch': noEnvironmentMismatch,
  'no-live-key-in-tests': noLiveKeyInTests,
  'no-key-to-untrusted-host': noKeyToUntrustedHost,
  'require-bearer-auth': requireBearerAuth,
  'no-env-object-leak': noEnvObjectLeak,
  'no-key-in-command': noKeyInCommand,
  'require-server-only': requireServerOnly,
  'no-key-fallback': noKeyFallback,
}
