/** What is looked at in a run, as the parameters of a link: `section=latency&from=300&to=750&endpoint=GET /cart`. */
import {
  LATENCY_FROM,
  LATENCY_OF,
  type AnalysisFilter,
  type LatencyChoice,
} from '../../../contract/methods/analysis.ts'
import { METRIC_IDS, type MetricId } from '../../charts/scatter/metrics.ts'
import { MOST_SERIES } from '../../charts/spectrum/spectrumChart.ts'
import { OVERLAY_METRICS, type OverlayMetric } from './endpoints/overlay.ts'
import type { WindowChoice } from './windowChoice.ts'

export const RUN_SECTIONS = [
  'overview',
  'timeline',
  'latency',
  'endpoints',
  'errors',
  'slow',
  'generator',
  'setup',
  'compare',
] as const
export type RunSection = (typeof RUN_SECTIONS)[number]

/** The timeline as lanes, one for each endpoint or user type, or one measure against another. */
export const TIMELINE_FORMS = ['together', 'split', 'userTypes', 'against'] as const
export type TimelineForm = (typeof TIMELINE_FORMS)[number]

/** What stands on the axes of a measure against another. */
export interface TimelineAxes {
  x: MetricId
  y: MetricId
}

export interface RunLook {
  section: RunSection
  /** Null: as the run suggests itself. */
  choice: WindowChoice | null
  filter: AnalysisFilter
  latency: LatencyChoice
  form: TimelineForm
  axes: TimelineAxes
  /** Series that were hidden by their names: `timeline/p99`. */
  hidden: readonly string[]
  /** Seconds that are pinned, ascending. */
  pins: readonly number[]
  /** Keys of endpoints, in the order in which they were selected: two or more lie over each other in a chart. */
  selected: readonly string[]
  /** What that chart shows of them. */
  measure: OverlayMetric
}

/** Parameters as they come from an address: any of them may be missing, or nonsense. */
export interface RunLinkParams {
  section?: string
  from?: string
  to?: string
  /** `whole`, `judged`, `follow`, `plateau-2`. Loses against from and to. */
  window?: string
  endpoint?: string
  kind?: string
  userType?: string
  /** `only`: without the seconds in which the generator was not trusted. */
  trusted?: string
  of?: string
  latencyFrom?: string
  form?: string
  x?: string
  y?: string
  /** Encoded each, with commas between them. */
  hide?: string
  pins?: string
  /** Encoded each, with commas between them. */
  select?: string
  measure?: string
}

const MOST_SECONDS = 100_000_000
/** Enough for what is hidden by hand; a link is to stay one. */
const MOST_HIDDEN = 40
const MAX_ID_LENGTH = 120
export const MOST_PINS = 20
/** The chart tells no more apart. */
const MOST_SELECTED = MOST_SERIES
/** Of all of them, encoded: as much as a session keeps of a parameter. */
const MAX_SELECTED_LENGTH = 2000
const FIRST_AXES: TimelineAxes = { x: 'throughput', y: 'p95' }
const FIRST_MEASURE: OverlayMetric = 'p95'

/** What is wrong in a link is as if it had not been said. */
export function readRunLink(params: RunLinkParams): RunLook {
  return {
    section: RUN_SECTIONS.find((section) => section === params.section) ?? 'overview',
    choice: readChoice(params),
    filter: {
      endpoint: params.endpoint ? { name: params.endpoint, kind: params.kind ?? 'http' } : null,
      userType: params.userType ? params.userType : null,
      trustedOnly: params.trusted === 'only',
    },
    latency: {
      of: LATENCY_OF.find((of) => of === params.of) ?? 'ok',
      from: LATENCY_FROM.find((from) => from === params.latencyFrom) ?? 'intended',
    },
    form: TIMELINE_FORMS.find((form) => form === params.form) ?? 'together',
    axes: {
      x: METRIC_IDS.find((id) => id === params.x) ?? FIRST_AXES.x,
      y: METRIC_IDS.find((id) => id === params.y) ?? FIRST_AXES.y,
    },
    hidden: readHidden(params.hide),
    pins: readPins(params.pins),
    selected: readSelected(params.select),
    measure: OVERLAY_METRICS.find((id) => id === params.measure) ?? FIRST_MEASURE,
  }
}

/** Only what differs from how a run opens by itself. */
export function printRunLink({
  section,
  choice,
  filter,
  latency,
  form,
  axes,
  hidden,
  pins,
  selected,
  measure,
}: RunLook): Record<string, string> {
  return {
    ...(section !== 'overview' && { section }),
    ...printChoice(choice),
    ...(filter.endpoint && { endpoint: filter.endpoint.name }),
    ...(filter.endpoint && filter.endpoint.kind !== 'http' && { kind: filter.endpoint.kind }),
    ...(filter.userType !== null && { userType: filter.userType }),
    ...(filter.trustedOnly && { trusted: 'only' }),
    ...(latency.of !== 'ok' && { of: latency.of }),
    ...(latency.from !== 'intended' && { latencyFrom: latency.from }),
    ...(form !== 'together' && { form }),
    ...(axes.x !== FIRST_AXES.x && { x: axes.x }),
    ...(axes.y !== FIRST_AXES.y && { y: axes.y }),
    ...printHidden(hidden),
    ...(pins.length > 0 && { pins: pins.join(',') }),
    ...printSelected(selected),
    ...(measure !== FIRST_MEASURE && { measure }),
  }
}

function readChoice({ from, to, window }: RunLinkParams): WindowChoice | null {
  const [fromS, toS] = [readSecond(from), readSecond(to)]
  if (fromS !== null && toS !== null && toS > fromS) return { kind: 'custom', fromS, toS }
  if (window === 'whole' || window === 'judged' || window === 'follow') return { kind: window }
  const [, number] = /^plateau-([1-9]\d{0,3})$/.exec(window ?? '') ?? []
  return number === undefined ? null : { kind: 'plateau', index: Number(number) - 1 }
}

function printChoice(choice: WindowChoice | null): Record<string, string> {
  if (choice === null) return {}
  switch (choice.kind) {
    case 'custom':
      return { from: String(choice.fromS), to: String(choice.toS) }
    case 'plateau':
      return { window: `plateau-${choice.index + 1}` }
    default:
      return { window: choice.kind }
  }
}

function readSecond(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,9}$/.test(text)) return null
  const second = Number(text)
  return second <= MOST_SECONDS ? second : null
}

function readHidden(text: string | undefined): string[] {
  const ids = (text ?? '').split(',').slice(0, MOST_HIDDEN).map(decoded)
  return [...new Set(ids.filter((id) => id !== '' && id.length <= MAX_ID_LENGTH))]
}

/** Longer ones are those of errors, by their message: they are hidden as long as the run is open. */
function printHidden(hidden: readonly string[]): { hide?: string } {
  const kept = hidden.filter(({ length }) => length <= MAX_ID_LENGTH).slice(0, MOST_HIDDEN)
  return kept.length === 0 ? {} : { hide: kept.map(encodeURIComponent).join(',') }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

function readPins(text: string | undefined): number[] {
  const seconds = (text ?? '').split(',').slice(0, MOST_PINS).map(readSecond)
  return [...new Set(seconds.filter((second) => second !== null))].toSorted((a, b) => a - b)
}

/** One alone lies over nothing. Which endpoints there are, the run says: a key that it does not have selects nothing. */
function readSelected(text: string | undefined): string[] {
  if (text === undefined || text.length > MAX_SELECTED_LENGTH) return []
  const keys = text.split(',').map(decoded)
  const selected = [...new Set(keys.filter((key) => key !== ''))].slice(0, MOST_SELECTED)
  return selected.length < 2 ? [] : selected
}

/** Those that there is room for, in their order; the others are selected as long as the run is open. */
function printSelected(selected: readonly string[]): { select?: string } {
  const kept: string[] = []
  for (const key of selected.slice(0, MOST_SELECTED)) {
    // Half a pair of surrogates cannot be encoded.
    const text = encodeURIComponent(key.toWellFormed())
    if ([...kept, text].join(',').length <= MAX_SELECTED_LENGTH) kept.push(text)
  }
  return kept.length < 2 ? {} : { select: kept.join(',') }
}
