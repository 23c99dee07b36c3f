/** What is compared and what is looked at of it, as the parameters of a link: `baseline=1.0&candidate=1.1&endpoint=GET /cart`. */
import type { ChangeUnit } from '../../../core/comparison/comparisonWords.ts'
import type { EndpointId } from '../../../core/comparison/comparisonInput.ts'
import type { EndpointKind } from '../../../core/plan/compiledPlan.ts'
import { METRICS, type Metric } from '../../../core/comparison/metrics.ts'
import { ALIGNMENTS, type Alignment } from '../../../core/comparison/overlay/overlayAxis.ts'
import type { TabParams } from '../../app/locator.ts'

/** Which endpoints the table has. */
export const SHOWN_VERDICTS = ['all', 'regressed', 'improved'] as const
export type ShownVerdicts = (typeof SHOWN_VERDICTS)[number]

export interface CompareLook {
  /** Labels, commits, ids of runs, several with commas between. Null: what suggests itself. */
  baseline: string | null
  candidate: string | null
  plan: string | null
  scenario: string | null
  target: string | null
  /** Also where the runs differ in more than the build. */
  isForced: boolean
  /** The endpoint that is looked at in detail. */
  endpoint: EndpointId | null
  /** Of it, whose runs are shown. */
  metric: Metric | null
  /** As it was typed over the table. */
  find: string
  show: ShownVerdicts
  unit: ChangeUnit
  /** Of the table of endpoints. */
  view: 'values' | 'heat'
  /** How the runs lie over each other, and of which requests. */
  align: Alignment
  overlayOf: 'everything' | 'endpoint'
}

/** Parameters as they come from an address: any of them may be missing, or nonsense. */
export interface CompareLinkParams {
  baseline?: string
  candidate?: string
  plan?: string
  scenario?: string
  target?: string
  force?: string
  endpoint?: string
  kind?: string
  metric?: string
  find?: string
  show?: string
  unit?: string
  view?: string
  align?: string
  overlay?: string
}

const KINDS: readonly EndpointKind[] = ['http', 'websocket', 'reply', 'events', 'group']

/** The contract takes no longer ones. */
const MAX_NAME_LENGTH = 1000
const MAX_BUILDS_LENGTH = 10_000

/** What is wrong in a link is as if it had not been said. */
export function readCompareLink(params: CompareLinkParams): CompareLook {
  const name = (text: string | undefined): string | null =>
    text === undefined || text === '' || text.length > MAX_NAME_LENGTH ? null : text
  const builds = (text: string | undefined): string | null =>
    text === undefined || text.trim() === '' || text.length > MAX_BUILDS_LENGTH ? null : text
  const endpoint = name(params.endpoint)
  return {
    baseline: builds(params.baseline),
    candidate: builds(params.candidate),
    plan: name(params.plan),
    scenario: name(params.scenario),
    target: name(params.target),
    isForced: params.force === 'yes',
    endpoint: endpoint === null ? null : { name: endpoint, kind: KINDS.find((kind) => kind === params.kind) ?? 'http' },
    metric: METRICS.find((metric) => metric === params.metric) ?? null,
    find: params.find ?? '',
    show: SHOWN_VERDICTS.find((show) => show === params.show) ?? 'all',
    unit: params.unit === 'ms' ? 'absolute' : 'relative',
    view: params.view === 'heat' ? 'heat' : 'values',
    align: ALIGNMENTS.find((align) => align === params.align) ?? 'elapsed',
    overlayOf: params.overlay === 'endpoint' ? 'endpoint' : 'everything',
  }
}

/** What is as it is at first is left out. */
export function printCompareLink(look: CompareLook): TabParams {
  const { baseline, candidate, plan, scenario, target, isForced, endpoint, metric, find, show, unit } = look
  const { view, align, overlayOf } = look
  const params: CompareLinkParams = {
    ...(baseline === null ? {} : { baseline }),
    ...(candidate === null ? {} : { candidate }),
    ...(plan === null ? {} : { plan }),
    ...(scenario === null ? {} : { scenario }),
    ...(target === null ? {} : { target }),
    ...(isForced ? { force: 'yes' } : {}),
    ...(endpoint === null ? {} : { endpoint: endpoint.name }),
    ...(endpoint === null || endpoint.kind === 'http' ? {} : { kind: endpoint.kind }),
    ...(metric === null ? {} : { metric }),
    ...(find === '' ? {} : { find }),
    ...(show === 'all' ? {} : { show }),
    ...(unit === 'relative' ? {} : { unit: 'ms' }),
    ...(view === 'values' ? {} : { view }),
    ...(align === 'elapsed' ? {} : { align }),
    ...(overlayOf === 'everything' ? {} : { overlay: 'endpoint' }),
  }
  return { ...params }
}
