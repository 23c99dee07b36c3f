/** Asks the host what it is, after each connection: it may be another one. */
import { watch } from 'vue'
import type { WorkbenchClient } from '../../contract/workbench.ts'
import { useConnection } from '../host/connection.ts'

export function watchInfo(host: WorkbenchClient): void {
  const connection = useConnection()
  watch(
    () => connection.generation,
    async (generation) => {
      if (generation === 0) return
      const info = await host.call('app.info', {})
      if (connection.generation === generation) connection.setInfo(info)
    },
    { immediate: true },
  )
}
