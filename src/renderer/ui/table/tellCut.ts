/** What a cell cuts is told in full to whoever points at it. Asked then: all cells of a table would have to be measured else. */

/** For `pointerover` of a table. Texts that have a title of their own keep it: theirs is the inner one. */
export function tellCut({ target }: Event): void {
  const cell = target instanceof Element ? target.closest('[role="gridcell"]') : null
  if (!(cell instanceof HTMLElement)) return
  if (cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent.trim()
  else cell.removeAttribute('title')
}
