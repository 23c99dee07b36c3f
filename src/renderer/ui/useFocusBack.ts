/** Where the focus goes when a menu closes: to where it was. */

export interface FocusBack {
  /** To be called when the menu opens, before it has the focus. */
  opened(): void
  /** For `close-auto-focus` of the content of a menu. */
  closed(event: Event): void
}

/**
 * Gives the focus back at once, and not with a timer as Reka UI 2 does: whatever is opened before that timer, as on a page that is busy,
 * would lose the focus to it, and close.
 */
export function useFocusBack(): FocusBack {
  let before: Element | null = null
  return {
    opened() {
      before = document.activeElement
    },
    closed(event) {
      event.preventDefault()
      // Whoever has chosen something else meanwhile keeps it.
      const isInMenu = event.target instanceof Element && event.target.contains(document.activeElement)
      if (isInMenu && before instanceof HTMLElement) before.focus({ preventScroll: true })
    },
  }
}
