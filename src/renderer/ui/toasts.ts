/** Short messages about what happened in the background. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { errorText } from './errorText.ts'
import type { Tone } from './tone.ts'

export interface ToastAction {
  label: string
  run: () => unknown
}

export interface Toast {
  tone: Tone
  title: string
  text?: string
  action?: ToastAction
  /** Shown for so long, unless it is pointed at; errors stay until they are dismissed. */
  forMs?: number
}

export interface ShownToast extends Toast {
  id: number
  /** How often the same was said. */
  count: number
}

/** More would hide the work they are about. */
export const MOST_TOASTS = 4

export const useToasts = defineStore('toasts', () => {
  const list = shallowRef<readonly ShownToast[]>([])
  let nextId = 1

  /** The same message again is counted, not repeated. The oldest gives way. */
  function show(toast: Toast): number {
    const same = list.value.find(
      (each) => each.tone === toast.tone && each.title === toast.title && each.text === toast.text,
    )
    if (same !== undefined) {
      list.value = list.value.map((each) => (each === same ? { ...each, ...toast, count: each.count + 1 } : each))
      return same.id
    }
    const id = nextId++
    list.value = [...list.value, { ...toast, id, count: 1 }].slice(-MOST_TOASTS)
    return id
  }

  /** Something was tried, and could not be done. @param title what */
  function showFailure(title: string, error: unknown): void {
    show({ tone: 'fail', title, text: errorText(error) })
  }

  function dismiss(id: number): void {
    list.value = list.value.filter((each) => each.id !== id)
  }

  return { list, show, showFailure, dismiss }
})
