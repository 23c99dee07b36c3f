/** Gives a file to the user, through the browser's own download. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // Until it is revoked the content stays in memory; the browser has to have begun to read it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
