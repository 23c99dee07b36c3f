/** Copies what a chart reads, and says so. */

/** @param what that it is copied, as `Cell` or `Values` */
export async function copyAloud(text: string, what: string, say: (text: string) => void): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    say(`${what} copied.`)
  } catch {
    say('The browser does not allow copying here.')
  }
}
