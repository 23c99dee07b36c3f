/** The example: the bundled target, and the plan for it. One click, and there is a chart. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useTabs } from '../../app/tabs.ts'
import { useHost } from '../../host/useHost.ts'
import { useToasts } from '../../ui/toasts.ts'

export const useExample = defineStore('example', () => {
  const host = useHost()
  const tabs = useTabs()
  const toasts = useToasts()
  const isStarting = ref(false)

  /** Starts the target where it does not run yet, then the run, and opens it. What goes wrong is said in a toast. */
  async function run(): Promise<void> {
    if (isStarting.value) return
    isStarting.value = true
    try {
      const { plan, scenario, url } = await host.call('app.startDemo', {})
      const { run: id } = await host.call('runs.start', { plan, scenario, host: url ?? '' })
      tabs.open('run', { run: id }, { title: `Example · ${scenario}`, pinned: true })
    } catch (error) {
      toasts.showFailure('The example could not be started', error)
    } finally {
      isStarting.value = false
    }
  }

  return { isStarting, run }
})
