// Names for folders and files made of names from a plan, which may hold anything: slashes, dots, other scripts, nothing.

/**
 * A name that is one plain file name on every system: lower-case ASCII letters, digits and single hyphens, never empty,
 * never with a dot. Accents are taken off; what is left of other scripts is `fallback`.
 */
export function fileNamePart(text: string, fallback: string, maximumLength: number): string {
  const part = text
    .slice(0, maximumLength * 8)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, maximumLength)
    .replace(/^-+|-+$/g, '')
  if (part === '') return fallback
  // Windows keeps these names for devices, with any extension.
  return /^(?:con|prn|aux|nul|com\d|lpt\d)$/.test(part) ? `${part}-` + fallback : part
}

const SCENARIOS_IN_NAME = 3

/** `shop-smoke-stress-20261123-140233`: plan, scenarios and time (UTC). */
export function reportFolderName(plan: string, scenarios: readonly string[], now: Date): string {
  const shown = scenarios.slice(0, SCENARIOS_IN_NAME).map((scenario) => fileNamePart(scenario, 'scenario', 20))
  const more = scenarios.length - shown.length
  const time = now
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replaceAll(/[-:]/g, '')
    .replace('T', '-')
  return [fileNamePart(plan, 'plan', 30), ...shown, ...(more > 0 ? [`and-${more}-more`] : []), time].join('-')
}

/** Adds `-2`, `-3`, … to a name that was given before. Remembers the answer in `taken`. */
export function distinctName(name: string, taken: Set<string>): string {
  let distinct = name
  for (let number = 2; taken.has(distinct); number += 1) distinct = `${name}-${number}`
  taken.add(distinct)
  return distinct
}
