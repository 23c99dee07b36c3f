/** Everything that a shell of the workbench may ask the host. */
import { analysisMethods } from './methods/analysis.ts'
import { appMethods } from './methods/app.ts'
import { buildsMethods, buildsSubscriptions, overlayMethods } from './methods/builds.ts'
import { capacityListMethods, capacityMethods } from './methods/capacity.ts'
import { reportsSubscriptions } from './methods/reports.ts'
import { plansMethods, plansSubscriptions } from './methods/plans.ts'
import { runsMethods, runsSubscriptions } from './methods/runs.ts'
import { trendMethods, triageMethods } from './methods/trends.ts'
import type { Client, Handlers } from './method.ts'

export const workbench = {
  methods: {
    ...appMethods,
    ...plansMethods,
    ...runsMethods,
    ...analysisMethods,
    ...buildsMethods,
    ...overlayMethods,
    ...capacityListMethods,
    ...capacityMethods,
    ...trendMethods,
    ...triageMethods,
  },
  subscriptions: { ...plansSubscriptions, ...runsSubscriptions, ...buildsSubscriptions, ...reportsSubscriptions },
}
export type Workbench = typeof workbench
export type WorkbenchClient = Client<Workbench>
export type WorkbenchHandlers = Handlers<Workbench>

/** Not available where one may only look. */
export const WRITING_METHODS: ReadonlySet<string> = new Set([
  'app.startDemo',
  'plans.check',
  'runs.start',
  'runs.steer',
  'runs.edit',
  'runs.delete',
  'runs.undelete',
  'runs.setRetention',
  'runs.compact',
  'builds.setBaseline',
  'builds.setTriage',
  'builds.moveChanges',
])
