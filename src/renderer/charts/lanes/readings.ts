/** What a chart of lanes says of one step: beside the lanes, to a screen reader, and on the clipboard. */
import { valueText } from '../axis/axisText.ts'
import { NO_DATA, STATE_WORDS, type Lane, type SeriesShape } from './lane.ts'
import type { Dash } from '../painting/shapes.ts'
import { stepName } from './laneAxis.ts'
import type { LaneChart } from './laneChart.ts'

export interface Reading {
  name: string
  /** Null when no step is chosen. */
  text: string | null
  /** A part of a sum that is 0: seen, but not worth the time to hear it. */
  isNothing: boolean
  /** Of a series; notes have none, and cannot be hidden. */
  series: { id: string; color: string; shape: SeriesShape; dash: Dash; isHidden: boolean } | null
}

export interface LaneReadings {
  id: string
  title: string
  readings: Reading[]
}

/** @param index of a step; null: only what there is, for the legend */
export function laneReadings(
  lanes: readonly Lane[],
  hidden: ReadonlySet<string>,
  index: number | null,
): LaneReadings[] {
  return lanes.map((lane) => ({ id: lane.id, title: lane.title, readings: readingsOf(lane, hidden, index) }))
}

function readingsOf(lane: Lane, hidden: ReadonlySet<string>, index: number | null): Reading[] {
  if (lane.kind === 'strip') {
    return index === null
      ? []
      : [{ name: '', text: STATE_WORDS[lane.states[index] ?? NO_DATA] ?? null, isNothing: false, series: null }]
  }
  const series = lane.series.map(({ id, name, color, shape, dash, unit, values }) => ({
    name,
    text: index === null ? null : valueText(unit ?? lane.unit, values[index] ?? Number.NaN),
    isNothing: shape === 'bar' && index !== null && values[index] === 0,
    series: { id, color, shape, dash: dash ?? ('solid' as const), isHidden: hidden.has(id) },
  }))
  const notes = (lane.notes ?? []).flatMap(({ name, textAt }) => {
    const text = index === null ? null : textAt(index)
    return text === null ? [] : [{ name, text, isNothing: false, series: null }]
  })
  return [...series, ...notes]
}

/** One sentence: `06:20–06:25. Latency: p50 42.0 ms, p95 118 ms. Generator: ✓ trusted.` */
export function announcement(chart: LaneChart, index: number): string {
  const at = stepName(chart, index)
  const lanes = laneReadings(chart.lanes, chart.hidden, index).map(({ title, readings }) => {
    const said = readings.filter(({ series, isNothing }) => series?.isHidden !== true && !isNothing)
    return said.length === 0
      ? ''
      : `${title}: ${said.map(({ name, text }) => `${name} ${text ?? ''}`.trim()).join(', ')}.`
  })
  return [`${at}.`, ...lanes.filter((text) => text !== '')].join(' ')
}

/** Names and values of a step as lines with a tab, for the clipboard. */
export function readingLines(chart: LaneChart, index: number): string {
  const at = stepName(chart, index)
  const lines = laneReadings(chart.lanes, chart.hidden, index).flatMap(({ title, readings }) =>
    readings.map(({ name, text }) => `${name === '' ? title : `${title} ${name}`}\t${text ?? ''}`),
  )
  return [at, ...lines].join('\n')
}
