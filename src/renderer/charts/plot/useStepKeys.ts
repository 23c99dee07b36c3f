/** The keys of a chart without a time axis: they read its steps one by one, and change its scale. */
import type { Ref } from 'vue'
import { movedStep } from '../brushWindow.ts'
import { useChartKeys } from '../useChartKeys.ts'

export interface StepKeys {
  /** The step that is read; null: none. */
  step: Ref<number | null>
  /** How many steps there are. */
  count: () => number
  /** L: from linear to logarithmic, or back. */
  scale: () => void
  /** Enter: keeps the step, or lets it go. */
  pin?: () => void
  /** Esc: lets go of what is kept. */
  letGo?: () => void
  /** A key was used: what is to be said is to be said anew. */
  used: () => void
}

/** @returns the listener for `keydown` of the focused chart */
export function useStepKeys({ step, count, scale, pin, letGo, used }: StepKeys): (event: KeyboardEvent) => void {
  const { actionOf } = useChartKeys()
  return (event) => {
    const action = actionOf(event)
    switch (action?.do) {
      case 'move':
        step.value = movedStep(step.value, action.by, count())
        break
      case 'moveToEnd':
        step.value = movedStep(null, action.end === 'first' ? 1 : -1, count())
        break
      case 'scale':
        scale()
        break
      case 'cancel':
        step.value = null
        letGo?.()
        break
      case 'pick':
        if (pin === undefined) return
        pin()
        break
      default:
        return
    }
    event.preventDefault()
    event.stopPropagation()
    used()
  }
}
