/** Brings what is pressed to the command it stands for. */
import type { useCommandRegistry } from './commands.ts'

/** Things that are over the page keep the keyboard to themselves. */
const OVER_PAGE = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"][data-state="open"]'

/** @returns stops that */
export function watchKeys(registry: ReturnType<typeof useCommandRegistry>): () => void {
  function onKey(event: KeyboardEvent): void {
    // Whatever had the focus may have used it.
    if (event.defaultPrevented || event.isComposing) return
    const isOver = document.querySelector(OVER_PAGE) !== null
    if (event.key === ' ' && usesSpace(event.target)) return
    const isTaken = isOver ? registry.finishSequence(event) : registry.handleKey(event, isTextField(event.target))
    if (isTaken) event.preventDefault()
  }
  addEventListener('keydown', onKey)
  addEventListener('pointerdown', registry.forgetKey)
  return () => {
    removeEventListener('keydown', onKey)
    removeEventListener('pointerdown', registry.forgetKey)
  }
}

/** What Space presses, ticks or opens. */
const PRESSED_BY_SPACE =
  'button, summary, select, input, [role="button"], [role="checkbox"], [role="switch"], [role="radio"], [role="tab"], [role="combobox"], [role="slider"], [role="separator"], [role="treeitem"]'

function usesSpace(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches(PRESSED_BY_SPACE)
}

function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type)
}
