/** Gives a file to the user, through the browser's own download. */

export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // The download has begun by then; until it is revoked the content would stay in memory.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** A title as the name of a file on any system: letters, digits, hyphens. */
export function fileName(title: string, extension: string): string {
  const name = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80)
  return `${name === '' ? 'chart' : name}.${extension}`
}
