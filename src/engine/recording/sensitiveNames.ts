// Names of members, parameters and headers whose values are nobody's business, whatever the plan calls secret.

/** Anywhere in the name, spelled together, with -, _ or in camelCase. */
const ANYWHERE =
  /password|passwd|passphrase|passcode|pwd|secret|credential|apikey|accesskey|privatekey|authorization|csrf|xsrf|jwt|bearer/
/** At the end: `accessToken` and `session` hold a secret, `tokens` (a count) and `sessionCount` do not. */
const AT_END = /(?:token|session|sessionid|sessid|assertion|signature|ticket)$/
const WHOLE = new Set(['pass', 'pin', 'otp', 'totp', 'auth', 'sid', 'sig', 'cookie', 'setcookie', 'xauth'])
/** Names that are secrets only where an address carries them: `?key=`, `?code=`. */
const IN_ADDRESSES = new Set(['key', 'code', 'xamzcredential', 'xamzsignature', 'state', 'nonce'])

/** Whether the value of a member, form field, parameter or header with this name is masked. */
export function isSensitiveName(name: string): boolean {
  const plain = plainName(name)
  return WHOLE.has(plain) || AT_END.test(plain) || ANYWHERE.test(plain)
}

/** The same for query parameters, where more names carry secrets. */
export function isSensitiveParameter(name: string): boolean {
  return IN_ADDRESSES.has(plainName(name)) || isSensitiveName(name)
}

/** Longer names are no names. */
const MAX_NAME_LENGTH = 100

function plainName(name: string): string {
  return decoded(name.slice(0, MAX_NAME_LENGTH))
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}

function decoded(name: string): string {
  if (!name.includes('%')) return name
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
