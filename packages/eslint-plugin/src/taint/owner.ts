import { keyNameStrength } from './key-name.ts'

/** The name of a property with what its owner adds: `nuvion.apiKey` names the vendor; empty where the owner says whose key it is: `stripe.apiKey`, `user.apiKey`. */
export function nameWithOwner(path: string, name: string): string {
  const owner = path.split('.').at(-1) ?? ''
  if (/(?:stripe|paypal|openai|twilio|sendgrid|github|aws|google|firebase|supabase|mailgun|slack|adyen|plaid|algolia|segment|datadog|sentry|mapbox|translations?|theme|layout|event|column|field|names?|keys|labels?|errors?|touched|placeholders?)(?:$|\()/i.test(owner) || /\b(?:stripe|openai|sentry|github)\b/i.test(path)) return ''
  const strength = keyNameStrength(name)
  // a record has keys of its own, but those that name the vendor are the vendor's
  if (strength !== 'nuvion' && /(?:row|user|accounts?|record|item|entry)(?:$|\()/i.test(owner)) return ''
  return /^nuvion(?:Config|Options|Settings|Credentials)?$/i.test(owner) && (strength === 'generic' || /^(?:key|secret|token)$/i.test(name)) ? `nuvion.${name}` : name
}

/** The configuration that an error or a response of an HTTP client carries holds the request's headers. */
export function isErrorConfig(path: string): boolean {
  return /(?:^|\.)(?:e|err|error|ex|cause|axiosError|reason|response|res|r|resp)(?:\.response)?\.config(?:\.headers(?:\.Authorization)?)?$/i.test(path) && !/^(?:this|app|server)\./.test(path)
}
