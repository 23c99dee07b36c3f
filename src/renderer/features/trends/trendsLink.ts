/** Whose trend is looked at and how, as the parameters of a link: `plan=Shop&scenario=steady&endpoint=GET /cart&metric=p95`. */
import type { EndpointId } from '../../../core/comparison/comparisonInput.ts'
import { METRICS, type Metric } from '../../../core/comparison/metrics.ts'
import type { TrendState } from '../../../core/trend/trendTypes.ts'
import { TRIAGE_STATES, type TriageState } from '../../../core/trend/triage.ts'
import type { TabParams } from '../../app/locator.ts'
import type { TrendAxis } from '../../charts/trend/trendChart.ts'

export const TREND_STATES = ['suspected', 'confirmed', 'wentAway'] as const satisfies readonly TrendState[]
export const SAID_STATES = ['new', ...TRIAGE_STATES] as const
export type SaidState = TriageState | 'new'
/** How many of the newest runs are looked at. */
export const RUN_LIMITS = [400, 1000, 10_000] as const
export type RunLimit = (typeof RUN_LIMITS)[number]

/** `series`: one over builds. `metrics`: all of its endpoint, small. `endpoints`: all endpoints, each build beside those before it. */
export const SHOWN_TRENDS = ['series', 'metrics', 'endpoints'] as const
export type ShownTrend = (typeof SHOWN_TRENDS)[number]

export interface TrendsLook {
  /** Null: the scenario that was run last. */
  plan: string | null
  scenario: string | null
  target: string | null
  /** From which build cumulative changes count; null: the baseline, else the first level. */
  since: string | null
  limit: RunLimit
  /** The series that is drawn; null: the first one. Its endpoint is null for the whole run. */
  series: { endpoint: EndpointId | null; metric: Metric } | null
  show: ShownTrend
  list: 'changes' | 'series'
  find: string
  state: TrendState | null
  said: SaidState | null
  /** Changes of one endpoint at the same builds are one row. */
  isMerged: boolean
  axis: TrendAxis
  isLog: boolean
}

/** Parameters as they come from an address: any of them may be missing, or nonsense. */
export interface TrendsLinkParams {
  plan?: string
  scenario?: string
  target?: string
  since?: string
  runs?: string
  endpoint?: string
  kind?: string
  metric?: string
  show?: string
  list?: string
  find?: string
  state?: string
  said?: string
  merged?: string
  axis?: string
  scale?: string
}

/** The contract takes no longer ones. */
const MAX_NAME_LENGTH = 1000
const KINDS = ['http', 'websocket', 'reply', 'events', 'group'] as const

/** What is wrong in a link is as if it had not been said. */
export function readTrendsLink(params: TrendsLinkParams): TrendsLook {
  const name = (text: string | undefined): string | null =>
    text === undefined || text === '' || text.length > MAX_NAME_LENGTH ? null : text
  const metric = METRICS.find((each) => each === params.metric)
  const kind = KINDS.find((each) => each === params.kind) ?? 'http'
  const { endpoint } = params
  return {
    plan: name(params.plan),
    scenario: name(params.scenario),
    target: name(params.target),
    since: name(params.since),
    limit: RUN_LIMITS.find((each) => String(each) === params.runs) ?? RUN_LIMITS[0],
    series:
      metric === undefined
        ? null
        : { metric, endpoint: endpoint === undefined || endpoint === '' ? null : { name: endpoint, kind } },
    show: SHOWN_TRENDS.find((each) => each === params.show) ?? 'series',
    list: params.list === 'series' ? 'series' : 'changes',
    find: params.find ?? '',
    state: TREND_STATES.find((each) => each === params.state) ?? null,
    said: SAID_STATES.find((each) => each === params.said) ?? null,
    isMerged: params.merged === 'yes',
    axis: params.axis === 'dates' ? 'dates' : 'builds',
    isLog: params.scale === 'log',
  }
}

/** What is as it is at first is left out. */
export function printTrendsLink(look: TrendsLook): TabParams {
  const { series } = look
  return {
    plan: look.plan ?? '',
    scenario: look.scenario ?? '',
    target: look.target ?? '',
    since: look.since ?? '',
    runs: look.limit === RUN_LIMITS[0] ? '' : String(look.limit),
    endpoint: series?.endpoint?.name ?? '',
    kind: series?.endpoint == null || series.endpoint.kind === 'http' ? '' : series.endpoint.kind,
    metric: series?.metric ?? '',
    show: look.show === 'series' ? '' : look.show,
    list: look.list === 'series' ? 'series' : '',
    find: look.find,
    state: look.state ?? '',
    said: look.said ?? '',
    merged: look.isMerged ? 'yes' : '',
    axis: look.axis === 'dates' ? 'dates' : '',
    scale: look.isLog ? 'log' : '',
  }
}
