/** The dialog that starts a run: whether it is open, and what it was opened for. App.vue shows it; any screen opens it. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

export interface StartSubject {
  /** A plan of the workspace, by its file. */
  plan?: string
  scenario?: string
  /** Of the run that is run again. */
  build?: string
  host?: string
}

export const useStartDialog = defineStore('startDialog', () => {
  const isOpen = ref(false)
  const subject = ref<StartSubject>({})

  function open(of: StartSubject = {}): void {
    subject.value = of
    isOpen.value = true
  }

  return { isOpen, subject, open }
})
