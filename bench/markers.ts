/** Generated parts of hand-written pages: what stands between `<!-- NAME: generated … -->` and `<!-- /NAME -->`. */

/** @throws Error when the page has no such section, or more than one */
export function replaceSection(page: string, name: string, text: string): string {
  const pattern = new RegExp(`(<!-- ${name}: generated[^\\n]*-->\\n)[\\s\\S]*?(<!-- /${name} -->)`, 'g')
  const found = page.match(pattern)?.length ?? 0
  if (found !== 1) throw new Error(`the page has ${found} sections <!-- ${name}: generated … -->; there must be one`)
  return page.replace(pattern, (_all, begin: string, end: string) => `${begin}\n${text}\n\n${end}`)
}
