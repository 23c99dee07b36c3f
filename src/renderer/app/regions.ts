/** The parts of the window, for F6. Each is an element with `data-region`. */

const FOCUSABLE =
  'button:not(:disabled):not([tabindex="-1"]), [href], input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"], [role="tab"][aria-selected="true"]'

/** Moves the focus to the next part that has something to focus, round the end. */
export function cycleRegions(by: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')]
  const current = regions.findIndex((region) => region.contains(document.activeElement))
  const start = current < 0 && by < 0 ? 0 : current
  for (let step = 1; step <= regions.length; step++) {
    const region = regions.at((start + by * step) % regions.length)
    if (region !== undefined && focusIn(region)) return
  }
}

/** The name of the part that the element is in; null where it is in none. */
export function regionOf(element: Element | null): string | null {
  return element?.closest('[data-region]')?.getAttribute('data-region') ?? null
}

/** @returns false where there is no such part, or it has nothing to focus */
export function focusRegion(name: string): boolean {
  const region = document.querySelector<HTMLElement>(`[data-region="${name}"]`)
  return region !== null && focusIn(region)
}

function focusIn(region: HTMLElement): boolean {
  // In a roving group the element that has the turn.
  for (const element of region.querySelectorAll<HTMLElement>(FOCUSABLE)) {
    if (element.checkVisibility({ visibilityProperty: true })) {
      element.focus({ preventScroll: true })
      // As a key did it, the focus is to be seen.
      if (document.activeElement === element) return true
    }
  }
  return false
}
