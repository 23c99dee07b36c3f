/** Answers about builds, and what is remembered of them; comparisons are the readers'. */
import type { buildsMethods } from '../../contract/methods/builds.ts'
import type { triageMethods } from '../../contract/methods/trends.ts'
import type { MethodHandlers } from '../../contract/method.ts'
import type { History } from '../storage/history.ts'
import { withCallErrors } from './callErrors.ts'
import type { RunChanges } from './runChanges.ts'

export interface BuildHandlerParts {
  history: History
  changes: RunChanges
}

type BuildHandlers = MethodHandlers<{
  methods: typeof buildsMethods & typeof triageMethods
  subscriptions: Record<never, never>
}>

const RAN_AT_MOST = 200

export function buildHandlers({ history, changes }: BuildHandlerParts): BuildHandlers {
  return {
    'builds.scenarios': () => withCallErrors(() => history.scenarioBuilds()),
    'builds.setBaseline': ({ of, build }) => {
      withCallErrors(() => history.setBaseline(of, build))
      changes.tell()
    },
    'builds.ran': () =>
      withCallErrors(() =>
        history
          .ranScenarios()
          .slice(0, RAN_AT_MOST)
          .map(({ planName, scenario, target, runs, newestMs }) => ({ planName, scenario, target, runs, newestMs })),
      ),
    'builds.moveChanges': ({ of, changes: moved }) => {
      withCallErrors(() => {
        for (const { beganWith, ...change } of moved) history.moveChange(of, change, beganWith)
      })
      changes.tell()
    },
    'builds.setTriage': ({ of, changes: said }) => {
      withCallErrors(() => {
        for (const { triage, ...change } of said) history.setTriage(of, change, triage)
      })
      changes.tell()
    },
  }
}
