/** The names that templates use. */

/** Letters of any script, digits, _ and -; it begins with a letter or _. */
export const VARIABLE_NAME = /^[\p{L}_][\p{L}\p{N}_-]*$/u

export function variableNameFault(name: string): string | null {
  return VARIABLE_NAME.test(name) ? null : 'a name of letters, digits, _ and -, such as token'
}
