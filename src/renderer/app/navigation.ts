/** The address of the window is the link of what it shows: opening a link opens that view, and back leads to the view before. */
import { watch } from 'vue'
import { parseLocator, printLocator, type Locator } from './locator.ts'
import { useTabs } from './tabs.ts'

/** Shows exactly what the link says, also where a tab of it is open already. */
function show({ kind, params }: Locator): void {
  const tabs = useTabs()
  const id = tabs.open(kind, params)
  tabs.setParams(id, params)
}

/** @returns false where the text is no link to a view */
export function showLink(hash: string): boolean {
  const locator = parseLocator(hash)
  if (locator !== null) show(locator)
  return locator !== null
}

/** The tabs are there before: a link comes on top of them. */
export function followAddress(): void {
  const tabs = useTabs()
  if (!showLink(location.hash) && tabs.active === null) tabs.open('home')

  addEventListener('popstate', () => {
    const locator = parseLocator(location.hash)
    if (locator === null) history.replaceState(null, '', currentHash())
    else if (location.hash !== currentHash()) show(locator)
  })
  watch(
    currentHash,
    (hash, before) => {
      if (hash === location.hash) return
      // What a view only adjusts is no step that one would want to go back.
      const isStep = before !== undefined && path(hash) !== path(location.hash)
      if (isStep) history.pushState(null, '', hash)
      else history.replaceState(null, '', hash)
    },
    { immediate: true },
  )

  function currentHash(): string {
    return tabs.activeTab === null ? '#/' : printLocator(tabs.activeTab)
  }
}

function path(hash: string): string {
  return hash.split('?', 1)[0] ?? ''
}

/** The view as a link that can be opened elsewhere. */
export function linkTo(locator: Locator): string {
  return `${location.origin}${location.pathname}${printLocator(locator)}`
}
