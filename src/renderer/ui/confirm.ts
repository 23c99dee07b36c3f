/** Asks before something is lost; for nothing else. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export interface Question {
  title: string
  /** What is lost. */
  text: string
  /** What the button that does it says. */
  action: string
  danger?: boolean
}

interface Asked extends Question {
  answer(yes: boolean): void
}

export const useConfirm = defineStore('confirm', () => {
  const current = shallowRef<Asked | null>(null)

  /** A question that another one comes upon is answered with no. */
  function ask(question: Question): Promise<boolean> {
    current.value?.answer(false)
    return new Promise((resolve) => {
      const asked: Asked = {
        ...question,
        answer(yes) {
          if (current.value === asked) current.value = null
          resolve(yes)
        },
      }
      current.value = asked
    })
  }

  return { current, ask }
})
