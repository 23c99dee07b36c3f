/** `${NAME}` and `${NAME:-default}` in the plan's texts, filled in from the environment once, when the plan is loaded. */

export type Environment = Record<string, string | undefined>

export interface Substituted {
  text: string
  /** Whether anything was filled in. */
  changed: boolean
  /** What could not be filled in; `index` counts in the text before. */
  faults: { index: number; length: number; name: string | null }[]
}

/**
 * As a POSIX shell does: `:-` also stands in for a variable that is set and empty. `$${` is the text `${`. A fault with a
 * name is a variable that is not set; without, a `${` that is not of either form. What was filled in is not looked at again.
 */
export function substituteEnvironment(text: string, environment: Environment): Substituted {
  if (!text.includes('${')) return { text, changed: false, faults: [] }
  const faults: Substituted['faults'] = []
  let changed = false
  const result = text.replace(
    /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?\}|\$\{[^}]{0,40}\}?/g,
    (
      whole: string,
      name: string | undefined,
      hasDefault: string | undefined,
      fallback: string | undefined,
      index: number,
    ) => {
      if (whole === '$${') return '${'
      changed = true
      if (name === undefined) {
        faults.push({ index, length: whole.length, name: null })
        return ''
      }
      const value = Object.hasOwn(environment, name) ? environment[name] : undefined
      if (hasDefault !== undefined) return value === undefined || value === '' ? (fallback ?? '') : value
      if (value === undefined) faults.push({ index, length: whole.length, name })
      return value ?? ''
    },
  )
  return { text: result, changed, faults }
}

/**
 * What an unquoted text means in YAML 1.2's core schema: `8900` is a number, `true` a boolean. Only scalars: whatever the
 * environment holds, it cannot become a list or a map.
 */
export function resolvePlainScalar(text: string): string | number | boolean {
  if (/^(?:true|True|TRUE)$/.test(text)) return true
  if (/^(?:false|False|FALSE)$/.test(text)) return false
  if (/^[-+]?(?:\d+|(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?)$/.test(text)) return Number(text)
  return text
}
