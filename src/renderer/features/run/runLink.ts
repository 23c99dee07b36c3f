/** What is looked at in a run, as the parameters of a link: `section=latency&from=300&to=750&endpoint=GET /cart`. */
import {
  LATENCY_FROM,
  LATENCY_OF,
  type AnalysisFilter,
  type LatencyChoice,
} from '../../../contract/methods/analysis.ts'
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

export interface RunLook {
  section: RunSection
  /** Null: as the run suggests itself. */
  choice: WindowChoice | null
  filter: AnalysisFilter
  latency: LatencyChoice
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
  of?: string
  latencyFrom?: string
}

const MOST_SECONDS = 100_000_000

/** What is wrong in a link is as if it had not been said. */
export function readRunLink(params: RunLinkParams): RunLook {
  return {
    section: RUN_SECTIONS.find((section) => section === params.section) ?? 'overview',
    choice: readChoice(params),
    filter: {
      endpoint: params.endpoint ? { name: params.endpoint, kind: params.kind ?? 'http' } : null,
      userType: params.userType ? params.userType : null,
    },
    latency: {
      of: LATENCY_OF.find((of) => of === params.of) ?? 'ok',
      from: LATENCY_FROM.find((from) => from === params.latencyFrom) ?? 'intended',
    },
  }
}

/** Only what differs from how a run opens by itself. */
export function printRunLink({ section, choice, filter, latency }: RunLook): Record<string, string> {
  return {
    ...(section !== 'overview' && { section }),
    ...printChoice(choice),
    ...(filter.endpoint && { endpoint: filter.endpoint.name }),
    ...(filter.endpoint && filter.endpoint.kind !== 'http' && { kind: filter.endpoint.kind }),
    ...(filter.userType !== null && { userType: filter.userType }),
    ...(latency.of !== 'ok' && { of: latency.of }),
    ...(latency.from !== 'intended' && { latencyFrom: latency.from }),
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
