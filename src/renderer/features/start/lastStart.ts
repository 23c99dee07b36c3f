/** What was started last in this session, so that the next run of the same is not typed again. Never on disk, never a secret. */
import { defineStore } from 'pinia'
import { forNextTime, type StartForm } from './startForm.ts'

export const useLastStart = defineStore('lastStart', () => {
  const forms = new Map<string, StartForm>()
  let last: string | null = null

  function keep(form: StartForm): void {
    last = JSON.stringify([form.plan, form.scenario])
    forms.set(last, forNextTime(form))
  }

  /** @returns null where nothing of the kind was started */
  function formFor({ plan, scenario }: { plan?: string; scenario?: string }): StartForm | null {
    const found =
      plan === undefined
        ? forms.get(last ?? '')
        : [...forms.values()].findLast(
            (form) => form.plan === plan && (scenario === undefined || form.scenario === scenario),
          )
    return found === undefined ? null : structuredClone(found)
  }

  return { keep, formFor }
})
