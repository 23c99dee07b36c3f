/** Where one was in a view: what was scrolled how far, and what had the focus. A view that is left loses both with its place in the page. */

export interface Place {
  restore(): void
}

/** To be called before the elements are taken out of the page; `restore` when they are back in it. */
export function placeIn(panel: HTMLElement): Place {
  const scrolled: { element: Element; top: number; left: number }[] = []
  for (const element of [panel, ...panel.querySelectorAll('*')]) {
    const { scrollTop: top, scrollLeft: left } = element
    if (top !== 0 || left !== 0) scrolled.push({ element, top, left })
  }
  const focused = panel.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null
  return {
    restore() {
      for (const { element, top, left } of scrolled) element.scrollTo({ top, left, behavior: 'instant' })
      // Whatever took the focus in between keeps it.
      if (focused?.isConnected && document.activeElement === document.body) focused.focus({ preventScroll: true })
    },
  }
}
