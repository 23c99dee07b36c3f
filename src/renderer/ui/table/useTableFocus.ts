/** Whether somebody is in the rows of a table, by pointer or keyboard, and how the focus comes in. */
import { ref, watch, type Ref } from 'vue'

export interface TableFocusOptions {
  scroller: Readonly<Ref<HTMLElement | null>>
  /** The focus has come in otherwise than by a press. */
  enter: () => void
  hold: (isHeld: boolean) => void
}

export function useTableFocus({ scroller, enter, hold }: TableFocusOptions) {
  const isPointed = ref(false)
  const isFocused = ref(false)
  watch(() => isPointed.value || isFocused.value, hold)

  /** The focus is about to come in by a press: which row is meant the click will say. To go to another one now would move it away from under the pointer. */
  let isPressed = false

  function onPress(): void {
    isPressed = !isFocused.value
  }

  function onFocusIn(event: FocusEvent): void {
    if (event.target === scroller.value && !isPressed) enter()
    isPressed = false
    isFocused.value = true
  }

  return { isPointed, isFocused, onPress, onFocusIn }
}
