/** Who is talking: the main frame of our page, or anybody else. */

/** Electron's WebFrameMain, as far as it is used. */
export interface Frame {
  readonly parent: Frame | null
  readonly origin: string
  readonly url: string
}

/** @param frame null: it is gone, or was navigated since */
export function isOurPage(frame: Frame | null, origin: string): boolean {
  return frame !== null && frame.parent === null && frame.origin === origin && isAtOrigin(frame.url, origin)
}

/** Compared by its parts: a text that only begins with the origin is another one (`app://workbench.evil`). */
export function isAtOrigin(url: string, origin: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, username, password } = new URL(url)
  return `${protocol}//${host}` === origin && username === '' && password === ''
}
