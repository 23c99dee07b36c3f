/** What of the world outside may be opened in the system's browser: pages of our own documentation. */

/** None is published yet; each is an https address that ends with a slash, and stands for all that is below it. */
export const DOCUMENTATION: readonly string[] = []

export function isDocumentation(url: string, documentation = DOCUMENTATION): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, username, password, port, href } = new URL(url)
  const isPlain = protocol === 'https:' && username === '' && password === '' && port === ''
  // Parsed before it is compared: `..` is resolved by then.
  return isPlain && documentation.some((address) => href.startsWith(address))
}
