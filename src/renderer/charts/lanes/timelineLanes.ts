/** A run over time as lanes: load, throughput, latency, errors, health. */
import type { TimelineView } from '../../../contract/methods/analysis.ts'
import type { ErrorClass } from '../../../core/recording/second.ts'
import { percentileName } from '../axis/percentileAxis.ts'
import { valueText } from '../axis/axisText.ts'
import { formatShare } from '../../ui/format.ts'
import type { Dash } from '../painting/shapes.ts'
import { failureShares, requestsPerS } from './requestRates.ts'
import type { ChartLimit, Lane, LaneNote, LaneSeries, StripLane, ValueLane } from './lane.ts'

export const LANE_IDS = ['load', 'throughput', 'latency', 'errors', 'health'] as const
export type LaneId = (typeof LANE_IDS)[number]

/** Fewer requests than this in a step say little about its percentiles. */
const TOO_FEW = 20
const MOST_ERROR_COLOURS = 6
const TOP_ERRORS = 3

/** Colour, width and dash of a percentile are the same in every chart. */
const PERCENTILE_LOOK: Record<string, { color: string; widthPx: number; dash?: Dash }> = {
  p50: { color: '--p50', widthPx: 1.5 },
  p75: { color: '--p75', widthPx: 1 },
  p90: { color: '--p90', widthPx: 1 },
  p95: { color: '--p95', widthPx: 1.5 },
  p99: { color: '--p99', widthPx: 2 },
  'p99.9': { color: '--p999', widthPx: 1.5, dash: 'dashed' },
  max: { color: '--max', widthPx: 1, dash: 'dotted' },
}

const ERROR_COLOURS: Record<ErrorClass, string> = {
  status: '--s5xx',
  timeout: '--s4xx',
  connection: '--snet',
  reset: '--phase-tls',
  dns: '--phase-dns',
  tls: '--phase-send',
  protocol: '--p75',
  check: '--info',
  extract: '--p90',
  socket: '--phase-connect',
  reply: '--p50',
  gaveUp: '--phase-receive',
  setup: '--s3xx',
  script: '--unknown',
  interrupted: '--max',
  invalid: '--p999',
  tooLarge: '--baseline',
  redirect: '--phase-wait',
}

export interface TimelineChoice {
  lanes: readonly LaneId[]
  limits: ChartLimit[]
  logLatency: boolean
}

export function timelineLanes(timeline: TimelineView, { lanes, limits, logLatency }: TimelineChoice): Lane[] {
  return LANE_IDS.filter((id) => lanes.includes(id)).map((id): Lane => {
    switch (id) {
      case 'load':
        return loadLane(timeline)
      case 'throughput':
        return throughputLane(timeline)
      case 'latency':
        return latencyLane(timeline, limits, logLatency)
      case 'errors':
        return errorsLane(timeline)
      case 'health':
        return healthLane(timeline)
      default: {
        const unknown: never = id
        throw new TypeError(`Unknown lane ${String(unknown)}`)
      }
    }
  })
}

export function percentileLook(name: string): { color: string; widthPx: number; dash?: Dash } {
  return (Object.hasOwn(PERCENTILE_LOOK, name) ? PERCENTILE_LOOK[name] : undefined) ?? { color: '--text-3', widthPx: 1 }
}

function loadLane(timeline: TimelineView): ValueLane {
  const series: LaneSeries[] = [
    { id: 'users', name: 'users', values: timeline.users, color: '--accent', shape: 'step', widthPx: 1.75 },
    { id: 'inFlight', name: 'in flight', values: timeline.inFlight, color: '--p50', shape: 'step', widthPx: 1 },
  ]
  if (timeline.plannedUnit === 'users') {
    series.push(planned(timeline, 'planned users'))
  }
  return {
    kind: 'values',
    id: 'load',
    title: 'Load',
    unit: 'count',
    scale: 'linear',
    weight: 1,
    series,
    limits: [],
    notes: [
      measured('iterations', timeline.iterationsPerS, (perS) => valueText('perS', perS)),
      measured('dropped', timeline.droppedPerS, (perS) => (perS > 0 ? valueText('perS', perS) : null)),
    ],
  }
}

function planned(timeline: TimelineView, name: string): LaneSeries {
  return {
    id: 'planned',
    name,
    values: timeline.planned,
    color: '--text-3',
    shape: 'step',
    dash: 'dashed',
    widthPx: 1,
  }
}

function throughputLane(timeline: TimelineView): ValueLane {
  const { okPerS, failedPerS } = timeline
  const series: LaneSeries[] = [
    { id: 'ok', name: 'OK', values: okPerS, color: '--met', shape: 'area' },
    { id: 'failed', name: 'failed', values: failedPerS, color: '--fail', shape: 'area' },
  ]
  const notes = [
    measured('total', requestsPerS(timeline), (perS) => valueText('perS', perS)),
    // Said and not drawn: it has no place on an axis of requests.
    measured('received', timeline.bytesInPerS, (bytesPerS) => `${valueText('bytes', bytesPerS)}/s`),
  ]
  if (timeline.plannedUnit === 'perS') {
    series.push(planned(timeline, 'planned arrivals'))
    // An arrival starts an iteration: what is missing of the plan is missing of these.
    const missing = timeline.planned.map((perS, index) => 1 - (timeline.iterationsPerS[index] ?? Number.NaN) / perS)
    notes.push(measured('behind plan', missing, (share) => (share > 0 ? formatShare(share, true) : null)))
  }
  return {
    kind: 'values',
    id: 'throughput',
    title: 'Throughput',
    unit: 'perS',
    scale: 'linear',
    weight: 1.2,
    series,
    limits: [],
    notes,
  }
}

function latencyLane(timeline: TimelineView, limits: ChartLimit[], isLog: boolean): ValueLane {
  const percentiles = timeline.percentiles.map(({ p, ms }): LaneSeries => {
    const name = percentileName(p)
    return { id: name, name, values: ms, shape: 'line', endLabel: name, ...percentileLook(name) }
  })
  const max: LaneSeries = {
    id: 'max',
    name: 'max',
    values: timeline.maxMs,
    shape: 'line',
    endLabel: 'max',
    ...percentileLook('max'),
  }
  return {
    kind: 'values',
    id: 'latency',
    title: 'Latency',
    unit: 'ms',
    scale: isLog ? 'log' : 'linear',
    weight: 2.2,
    series: [...percentiles, max],
    limits,
    notes: [
      measured('mean', timeline.meanMs, (ms) => valueText('ms', ms)),
      measured('n', timeline.count, (count) => valueText('count', count) + (count < TOO_FEW ? ' ○ too few' : '')),
    ],
  }
}

/** The six most frequent classes have colours of their own; all others are one grey bar. */
function errorsLane(timeline: TimelineView): ValueLane {
  const sorted = timeline.errorsPerS
    .map((error) => ({ ...error, total: error.perS.reduce((sum, perS) => sum + (perS > 0 ? perS : 0), 0) }))
    .toSorted((a, b) => b.total - a.total)
  const [named, others] = [sorted.slice(0, MOST_ERROR_COLOURS), sorted.slice(MOST_ERROR_COLOURS)]
  const series = named.map(({ class: name, perS }) => errorSeries(`error ${name}`, name, perS, errorColour(name)))
  if (others.length > 0) {
    series.push(errorSeries('error others', 'others', sumOf(others.map(({ perS }) => perS)), '--text-3'))
  }
  const share = failureShares(timeline)
  return {
    kind: 'values',
    id: 'errors',
    title: 'Errors',
    unit: 'perS',
    scale: 'linear',
    weight: 0.9,
    series,
    limits: [],
    notes: [
      {
        name: 'failed',
        textAt: (index) => {
          const value = share[index] ?? Number.NaN
          return Number.isFinite(value) ? formatShare(value, value > 0) : null
        },
      },
      { name: 'most', textAt: (index) => topErrors(sorted, index, timeline.countedS[index] ?? 0) },
    ],
  }
}

function errorSeries(id: string, name: string, values: Float64Array, color: string): LaneSeries {
  return { id, name, values, color, shape: 'bar' }
}

export function errorColour(name: string): string {
  return (Object.hasOwn(ERROR_COLOURS, name) ? ERROR_COLOURS[name as ErrorClass] : undefined) ?? '--text-3'
}

function topErrors(errors: { class: string; perS: Float64Array }[], index: number, lengthS: number): string | null {
  const there = errors
    .map((error) => ({ name: error.class, count: Math.round((error.perS[index] ?? 0) * lengthS) }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, TOP_ERRORS)
  return there.length === 0 ? null : there.map(({ name, count }) => `${name} ${valueText('count', count)}`).join(', ')
}

function sumOf(columns: Float64Array[]): Float64Array {
  const [first, ...rest] = columns
  const sum = Float64Array.from(first ?? [])
  for (const column of rest) {
    for (let index = 0; index < sum.length; index++) sum[index] = (sum[index] ?? 0) + (column[index] ?? 0)
  }
  return sum
}

function healthLane(timeline: TimelineView): StripLane {
  return { kind: 'strip', id: 'health', title: 'Generator', states: timeline.trust }
}

function measured(name: string, values: ArrayLike<number>, text: (value: number) => string | null): LaneNote {
  return {
    name,
    textAt: (index) => {
      const value = values[index] ?? Number.NaN
      return Number.isFinite(value) ? text(value) : null
    },
  }
}
