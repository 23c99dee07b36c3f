/** Keys of a command as the page spells them, as Electron's menus name them. */

/** What is called otherwise there. */
const NAMES: Readonly<Record<string, string>> = {
  Ctrl: 'CmdOrCtrl',
  Esc: 'Escape',
  Del: 'Delete',
  PgUp: 'PageUp',
  PgDn: 'PageDown',
  '+': 'Plus',
}

const MODIFIERS: ReadonlySet<string> = new Set(['Ctrl', 'Alt', 'Shift'])
/** Letters, digits, signs of ASCII, and keys that have a name on every keyboard. */
const KEY =
  /^(?:[A-Z0-9]|[!-/:-@[-`{-~]|F(?:[1-9]|1\d|2[0-4])|Up|Down|Left|Right|Home|End|Insert|Delete|PageUp|PageDown|Backspace|Space|Tab|Enter|Escape|Plus)$/

/**
 * @param keys `Ctrl+Shift+P`
 * @returns null where a menu cannot show them: two that are pressed one after the other, keys of one country
 */
export function acceleratorOf(keys: string): string | null {
  // The last `+` may be the key itself: `Ctrl++`.
  const isPlus = keys === '+' || keys.endsWith('++')
  const parts = isPlus ? [...keys.slice(0, -1).split('+').slice(0, -1), '+'] : keys.split('+')
  const key = parts.pop() ?? ''
  if (parts.some((part) => !MODIFIERS.has(part)) || !KEY.test(nameOf(key))) return null
  return [...parts, key].map(nameOf).join('+')
}

function nameOf(part: string): string {
  return (Object.hasOwn(NAMES, part) ? NAMES[part] : undefined) ?? part
}
