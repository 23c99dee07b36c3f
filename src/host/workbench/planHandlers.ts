/** Answers about the plans of the workspace. */
import { plansMethods, plansSubscriptions } from '../../contract/methods/plans.ts'
import type { Handlers } from '../../contract/method.ts'
import { CallError } from '../../contract/rpc/remoteError.ts'
import { untilAborted } from '../../contract/rpc/untilAborted.ts'
import { codeReader } from '../plans/codeReader.ts'
import type { SpawnEngine } from '../runs/engineProcess.ts'
import { endedWith } from './endedWith.ts'
import type { PlanCatalog } from './planCatalog.ts'
import { resolvePlan } from './planFiles.ts'
import type { PlanWatch } from './planWatch.ts'

export interface PlanHandlerParts {
  /** Absolute, links resolved. */
  workspace: string
  catalog: PlanCatalog
  watch: PlanWatch
  spawnEngine: SpawnEngine
}

type PlanHandlers = Handlers<{ methods: typeof plansMethods; subscriptions: typeof plansSubscriptions }>

export function planHandlers({ workspace, catalog, watch, spawnEngine }: PlanHandlerParts): PlanHandlers {
  /** One after the other: the code of each is a process. */
  let before: Promise<unknown> = Promise.resolve()
  return {
    methods: {
      'plans.list': () => {
        watch.look()
        return catalog.list()
      },
      'plans.check': ({ file }, { signal }) => {
        const answer = resolvePlan(workspace, file)
        if (!answer.ok) throw new CallError('notFound', answer.message)
        const checked = before.then(() => {
          if (signal.aborted) throw new CallError('cancelled', 'The check was cancelled.')
          return catalog.check(file, answer.path, codeReader(endedWith(signal, spawnEngine)))
        })
        before = checked.catch(() => {})
        return checked
      },
    },
    subscriptions: {
      'plans.changed': async (_, { emit, signal }) => {
        const stop = watch.listen(() => emit(null))
        await untilAborted(signal)
        stop()
      },
    },
  }
}
