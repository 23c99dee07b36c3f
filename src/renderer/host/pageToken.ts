/**
 * What lets this page in. It comes in the fragment of the address, which browsers send nowhere, and stays in the storage of this
 * origin, so that reloads and further tabs are let in, too. It is worth nothing once the server was started anew.
 */
const KEY = 'loadwright.token'
const IN_ADDRESS = /^#(token|ticket)=([\w-]{1,100})$/

/** The parts of `window` that are used. */
export interface PageParts {
  location: Pick<Location, 'hash' | 'pathname' | 'search' | 'origin'>
  history: Pick<History, 'replaceState'>
  localStorage: Pick<Storage, 'getItem' | 'setItem'>
}

/** The server was not reached. */
export class ServerUnreachable extends Error {
  override name = 'ServerUnreachable'
}

/** The token is missing or wrong: only a new address helps. */
export class NotAdmitted extends Error {
  override name = 'NotAdmitted'
}

/** What the address brought, taken off it at once: it is not to be seen, shared or bookmarked. */
export function takeCredential({ location, history, localStorage }: PageParts): void {
  const [, kind, secret] = IN_ADDRESS.exec(location.hash) ?? []
  if (kind === undefined || secret === undefined) return
  history.replaceState(null, '', `${location.pathname}${location.search}`)
  localStorage.setItem(KEY, kind === 'ticket' ? `Ticket ${secret}` : `Bearer ${secret}`)
}

/**
 * Asks the server whether this page is let in. Read anew each time: another tab may have been opened with a newer token.
 * @returns the token
 * @throws ServerUnreachable, NotAdmitted
 */
export async function askForToken({ location, localStorage }: Omit<PageParts, 'history'>): Promise<string> {
  const authorization = localStorage.getItem(KEY)
  if (authorization === null) throw notAdmitted()
  const response = await fetch(`${location.origin}/session`, { headers: { authorization }, cache: 'no-store' }).catch(
    () => null,
  )
  if (response === null) throw new ServerUnreachable('The server does not answer.')
  if (response.status === 401) throw notAdmitted()
  if (!response.ok) throw new ServerUnreachable(`The server answered with ${response.status}.`)
  const { token } = (await response.json()) as { token: string }
  localStorage.setItem(KEY, `Bearer ${token}`)
  return token
}

function notAdmitted(): NotAdmitted {
  return new NotAdmitted('This page has no valid token. Open the address that `loadwright serve` printed.')
}
