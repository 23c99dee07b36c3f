/** The host, for whatever component asks. */
import { inject, type App, type InjectionKey } from 'vue'
import type { WorkbenchClient } from '../../contract/workbench.ts'

const key: InjectionKey<WorkbenchClient> = Symbol('host')

export function provideHost(app: App, host: WorkbenchClient): void {
  app.provide(key, host)
}

/** @throws outside of the window that `provideHost` was called for */
export function useHost(): WorkbenchClient {
  const host = inject(key, null)
  if (host === null) throw new Error('useHost() is for components of a window that has a host.')
  return host
}
