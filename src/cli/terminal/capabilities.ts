/** What a terminal can show, as its environment tells: https://no-color.org, FORCE_COLOR as Node reads it, the POSIX locale. */
type Environment = Record<string, string | undefined>

export interface ColourQuestion {
  environment: Environment
  interactive: boolean
  /** By `--no-color`. */
  refused: boolean
}

export function canShowColour({ environment, interactive, refused }: ColourQuestion): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment
  if (refused || (NO_COLOR !== undefined && NO_COLOR !== '')) return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return interactive && TERM !== 'dumb'
}

/** The first of LC_ALL, LC_CTYPE and LANG that is set and not empty decides (POSIX.1-2024, Base Definitions 8.2). */
export function canShowUnicode(environment: Environment, platform: NodeJS.Platform): boolean {
  // Windows has no such variables: its terminals of today say so, its console of old does not.
  if (platform === 'win32') return Boolean(environment.WT_SESSION || environment.TERM_PROGRAM || environment.CI)
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || ''
  if (locale === '' && platform === 'darwin') return true
  return /utf-?8/i.test(locale)
}
