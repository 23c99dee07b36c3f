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
