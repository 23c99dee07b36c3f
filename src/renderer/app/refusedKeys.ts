/** Keys that no command can have, and why. */

/** What a browser does before the page hears of it. In a window of its own the page hears it all. */
const OF_BROWSER: Readonly<Record<string, string>> = {
  'Ctrl+W': 'closes its tab',
  'Ctrl+Shift+W': 'closes its window',
  'Ctrl+T': 'opens a tab',
  'Ctrl+Shift+T': 'opens the closed tab again',
  'Ctrl+N': 'opens a window',
  'Ctrl+Shift+N': 'opens a private window',
  'Ctrl+Tab': 'goes to its next tab',
  'Ctrl+Shift+Tab': 'goes to its previous tab',
  'Ctrl+PgDn': 'goes to its next tab',
  'Ctrl+PgUp': 'goes to its previous tab',
  'Ctrl+Shift+PgDn': 'moves its tab',
  'Ctrl+Shift+PgUp': 'moves its tab',
}

/** What is expected of them everywhere. */
const OF_EVERYBODY: Readonly<Record<string, string>> = {
  'Ctrl+C': 'copies',
  'Ctrl+X': 'cuts',
  'Ctrl+V': 'pastes',
  'Ctrl+A': 'selects all',
  'Ctrl+Z': 'undoes',
  'Ctrl+Y': 'does again',
  'Ctrl+Shift+Z': 'does again',
  'Ctrl+R': 'loads the page again',
  'Ctrl+Shift+R': 'loads the page again',
  F5: 'loads the page again',
  F11: 'fills the screen',
  F12: 'opens the tools for developers',
  'Alt+F4': 'closes the window',
  Tab: 'moves the focus',
  'Shift+Tab': 'moves the focus',
  Esc: 'closes what is open',
  Enter: 'presses what has the focus',
  Space: 'presses what has the focus',
  PgUp: 'scrolls',
  PgDn: 'scrolls',
}
const ARROW = /^(?:Shift\+|Ctrl\+|Ctrl\+Shift\+)?(?:Up|Down|Left|Right)$/

/**
 * @param keys as `normalKeys` spells them
 * @returns a sentence, or null where a command may have them
 */
export function refusalOf(keys: string, isInBrowser: boolean): string | null {
  if (isInBrowser && Object.hasOwn(OF_BROWSER, keys))
    return `The browser keeps ${keys} for itself: it ${OF_BROWSER[keys]}.`
  if (Object.hasOwn(OF_EVERYBODY, keys)) return `${keys} ${OF_EVERYBODY[keys]}, here as everywhere.`
  return ARROW.test(keys) ? `${keys} moves in tables, texts and charts.` : null
}
