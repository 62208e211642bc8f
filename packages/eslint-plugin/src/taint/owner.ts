/** `stripe.apiKey`, `user.apiKey`, `req.body.apiKey`: the owner says whose key it is. */
export function isForeignOwner(path: string): boolean {
  return /(?:stripe|paypal|openai|twilio|sendgrid|github|aws|google|firebase|supabase|mailgun|slack|adyen|plaid|algolia|segment|datadog|sentry|mapbox|translations?|theme|layout|row|user|account|accounts|record|item|entry|event|column|field|names?|keys|labels?|errors?|touched|placeholders?)(?:\.|$|\()/i.test(path.split('.').at(-1) ?? '') || /\b(?:stripe|openai|sentry|github)\b/i.test(path)
}

/** The configuration that an error or a response of an HTTP client carries holds the request's headers. */
export function isErrorConfig(path: string): boolean {
  return /(?:^|\.)(?:e|err|error|ex|cause|axiosError|reason|response|res|r|resp)(?:\.response)?\.config(?:\.headers(?:\.Authorization)?)?$/i.test(path) && !/^(?:this|app|server)\./.test(path)
}
