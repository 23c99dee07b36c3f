/** The part of the workbench's contract that readers serve. */
import type { CallContext, MethodHandlers, SubscriptionHandlers } from '../../contract/method.ts'
import { analysisMethods } from '../../contract/methods/analysis.ts'
import { buildsSubscriptions, overlayMethods } from '../../contract/methods/builds.ts'
import { capacityMethods } from '../../contract/methods/capacity.ts'
import { reportsSubscriptions } from '../../contract/methods/reports.ts'
import { trendMethods } from '../../contract/methods/trends.ts'

// A type, not an interface: the contract's methods are looked up by any name.
export type AnalysisContract = {
  methods: typeof analysisMethods & typeof trendMethods & typeof capacityMethods & typeof overlayMethods
  subscriptions: typeof buildsSubscriptions & typeof reportsSubscriptions
}
/** Questions about one run. */
export type RunMethod = keyof typeof analysisMethods
export type AnalysisMethod = keyof AnalysisContract['methods']
export type AnalysisHandlers = MethodHandlers<AnalysisContract>
export type AnalysisStreams = SubscriptionHandlers<AnalysisContract>

/** What readers serve, for both ends. */
export const analysisContract: AnalysisContract = {
  methods: { ...analysisMethods, ...trendMethods, ...capacityMethods, ...overlayMethods },
  subscriptions: { ...buildsSubscriptions, ...reportsSubscriptions },
}

/** Handlers that all do the same with their method's name. What it answers is to be of that method. */
export function eachMethod(
  handle: (name: AnalysisMethod, params: never, context: CallContext) => Promise<unknown>,
): AnalysisHandlers {
  const names = Object.keys(analysisContract.methods) as AnalysisMethod[]
  const handlers = names.map((name) => [name, (params: never, context: CallContext) => handle(name, params, context)])
  return Object.fromEntries(handlers) as unknown as AnalysisHandlers
}
