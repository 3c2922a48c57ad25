const secretName =
  /secret|token|password|passwd|authorization|cookie|private.?key|api.?key|credential/i
const inText = /\b(Bearer|Basic|ghp_|gho_|ghs_|github_pat_|xox[abp]-|AKIA)[ \w.+/=-]{8,}/g

/** A message's text for people to read: indented if it is JSON, and with what looks like a secret struck out. */
export function struck(body: string): string {
  try {
    return clean(JSON.stringify(JSON.parse(body, hide), null, 2))
  } catch {
    return clean(body)
  }
}

function hide(name: string, value: unknown): unknown {
  return secretName.test(name) && (typeof value === 'string' || typeof value === 'number')
    ? '[struck out]'
    : value
}

function clean(text: string): string {
  return text.replace(inText, '[struck out]')
}
