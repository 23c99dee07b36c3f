/** Key combinations as texts, `Ctrl+Shift+P`: compared with what was pressed, and shown as the machine's keyboard names them. */

export interface PressedKey {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  Escape: 'Esc',
  Delete: 'Del',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
}

/** The one spelling of a combination: modifiers in the order Ctrl, Alt, Shift; letters large; `Ctrl` is ⌘ on a Mac. */
export function normalKeys(keys: string): string {
  // The last `+` may be the key itself: `Ctrl++`.
  const isPlus = keys.endsWith('+')
  const parts = (isPlus ? keys.slice(0, -1) : keys).split('+').filter((part) => part !== '')
  const key = isPlus ? '+' : (parts.pop() ?? '')
  const has = (name: string): boolean => parts.some((part) => part.toLowerCase() === name)
  return combine(keyName(key), has('ctrl'), has('alt'), has('shift'))
}

/** `Ctrl+K Ctrl+S`: one after the other. */
export function strokesOf(keys: string): string[] {
  return keys.split(' ')
}

/** Each of the combinations as `normalKeys` spells it. */
export function normalSequence(keys: string): string {
  return strokesOf(keys).map(normalKeys).join(' ')
}

/** What was pressed, spelled as `normalKeys` does; null for a modifier alone. */
export function pressedKeys(event: PressedKey, isMac: boolean): string | null {
  if (['Control', 'Meta', 'Alt', 'Shift', 'Dead', 'Unidentified', 'AltGraph'].includes(event.key)) return null
  // Signs such as `?` carry their Shift in themselves, wherever the keyboard has them.
  const isSign = event.key.length === 1 && event.key !== ' ' && event.key.toLowerCase() === event.key.toUpperCase()
  const ctrl = isMac ? event.metaKey : event.ctrlKey
  return combine(keyName(event.key), ctrl, event.altKey, event.shiftKey && !isSign)
}

function combine(key: string, ctrl: boolean, alt: boolean, shift: boolean): string {
  return `${ctrl ? 'Ctrl+' : ''}${alt ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${key}`
}

function keyName(key: string): string {
  const name = Object.hasOwn(NAMES, key) ? NAMES[key] : undefined
  return name ?? (key.length === 1 ? key.toUpperCase() : key)
}

/** Whether the combination types something: then it belongs to whatever text field has the focus. */
export function isTyping(keys: string): boolean {
  const parts = keys.replace(/\+\+$/, '+Plus').split('+')
  return !parts.includes('Ctrl') && !parts.includes('Alt') && !/^F\d+$/.test(parts.at(-1) ?? '')
}

const MAC_SIGNS: Readonly<Record<string, string>> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧', Enter: '↩', Del: '⌦' }
const ARROWS: Readonly<Record<string, string>> = { Left: '←', Right: '→', Up: '↑', Down: '↓' }

/** The keys one by one, as the keyboard at hand names them. */
export function shownKeys(keys: string, isMac: boolean): string[] {
  const normal = normalKeys(keys)
  const parts =
    normal.endsWith('++') || normal === '+' ? [...normal.slice(0, -1).split('+').slice(0, -1), '+'] : normal.split('+')
  return parts.map((part) => {
    const sign = isMac && Object.hasOwn(MAC_SIGNS, part) ? MAC_SIGNS[part] : undefined
    return sign ?? (Object.hasOwn(ARROWS, part) ? (ARROWS[part] ?? part) : part)
  })
}

export function isMacKeyboard(): boolean {
  return typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)
}
