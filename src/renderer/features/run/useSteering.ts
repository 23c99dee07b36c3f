/** Does something to the run that goes on, and says what became of it. */
import { ref, type Ref } from 'vue'
import type { SteeringAction } from '../../../contract/steering.ts'
import { useToasts } from '../../ui/toasts.ts'
import { useRunView } from './runView.ts'

export interface Steering {
  /** An action is under way. */
  isBusy: Readonly<Ref<boolean>>
  /** @returns whether it was done; the reason why not has been shown */
  steer: (action: SteeringAction) => Promise<boolean>
}

/** What was done stands in the middle of sentences elsewhere. */
function sentenceStart(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function useSteering(): Steering {
  const { client, id } = useRunView()
  const toasts = useToasts()
  const isBusy = ref(false)

  async function steer(action: SteeringAction): Promise<boolean> {
    isBusy.value = true
    try {
      const answer = await client.call('runs.steer', { run: id.value, action })
      if (answer.done) toasts.show({ tone: 'info', title: sentenceStart(answer.what) })
      else toasts.show({ tone: 'warn', title: 'Not done', text: answer.reason })
      return answer.done
    } catch (error) {
      toasts.showFailure('Not done', error)
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, steer }
}
