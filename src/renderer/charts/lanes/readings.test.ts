import { describe, expect, test } from 'vitest'
import { chartOf, timeline } from '../testing/laneChart.ts'
import { timelineOf } from '../testing/timeline.ts'
import { laneTable } from './laneTable.ts'
import { announcement, laneReadings, readingLines } from './readings.ts'
import { LANE_IDS, timelineLanes } from './timelineLanes.ts'

const NAN = Number.NaN

describe('lanes of a timeline', () => {
  test('arrivals are planned beside what was achieved, users beside users', () => {
    const arrivals = timelineLanes(
      { ...timeline, plannedUnit: 'perS' },
      { lanes: LANE_IDS, limits: [], logLatency: false },
    )
    const ids = (lanes: typeof arrivals, id: string) =>
      lanes.flatMap((lane) => (lane.kind === 'values' && lane.id === id ? lane.series.map((series) => series.id) : []))
    expect(ids(arrivals, 'throughput')).toContain('planned')
    expect(ids(arrivals, 'load')).not.toContain('planned')
    expect(ids(chartOf().lanes, 'load')).toContain('planned')
  })

  test('what is missing of planned arrivals is said, in per cent of the plan', () => {
    const late = timelineOf(3, {
      plannedUnit: 'perS',
      planned: Float64Array.of(100, 100, 0),
      iterationsPerS: Float64Array.of(80, 100, 0),
    })
    const lanes = timelineLanes(late, { lanes: ['throughput'], limits: [], logLatency: true })
    const notes = [0, 1, 2].map(
      (index) => laneReadings(lanes, new Set(), index)[0]?.readings.find(({ name }) => name === 'behind plan')?.text,
    )
    expect(notes).toEqual(['20.00 %', undefined, undefined])
  })

  test('the most frequent errors have colours of their own, the others are one bar', () => {
    const classes = ['timeout', 'status', 'connection', 'reset', 'dns', 'tls', 'check', 'script'] as const
    const many = timelineOf(1, {
      errorsPerS: classes.map((name, index) => ({ class: name, perS: Float64Array.of(8 - index) })),
    })
    const [lane] = timelineLanes(many, { lanes: ['errors'], limits: [], logLatency: true })
    const series = lane?.kind === 'values' ? lane.series : []
    expect(series.map(({ name }) => name)).toEqual([...classes.slice(0, 6), 'others'])
    expect(series.at(-1)?.values[0]).toBe(3)
    expect(new Set(series.map(({ color }) => color)).size).toBe(7)
  })
})

describe('readings', () => {
  test('a step is read as one sentence, without what is hidden or nothing', () => {
    expect(announcement(chartOf({ hidden: new Set(['max', 'users', 'inFlight', 'planned']) }), 1)).toBe(
      '00:05–00:10. Load: iterations 0 /s. Throughput: OK 20.0 /s, failed 5.00 /s, total 25.0 /s, received 0 B/s. ' +
        'Latency: p50 50.0 ms, mean 0 ms, n 100. Errors: timeout 4.00 /s, status 1.00 /s, failed 20.00 %, ' +
        'most timeout 20, status 5. Generator: ⊘ not trusted.',
    )
  })

  test('a gap is –, few requests are said to be few', () => {
    const at = (index: number) =>
      laneReadings(chartOf().lanes, new Set(), index)[2]?.readings.map(({ name, text }) => `${name} ${text}`)
    expect(at(2)).toContain('p50 –')
    expect(at(3)).toContain('n 3 ○ too few')
  })

  test('without a step there are the names only', () => {
    const readings = laneReadings(chartOf().lanes, new Set(), null).flatMap((lane) => lane.readings)
    expect(readings.length).toBeGreaterThan(5)
    expect(readings.every(({ text, series }) => text === null && series !== null)).toBe(true)
  })

  test('lines for the clipboard have a name and a value', () => {
    expect(readingLines(chartOf(), 1).split('\n')).toContain('Latency p50\t50.0 ms')
  })

  test('the table has every series, nothing for gaps', () => {
    const table = laneTable(chartOf())
    const column = table.columns.indexOf('Latency: p50 (ms)')
    expect(table.rows().map((row) => row[column])).toEqual([40, 50, NAN, 30])
    expect(table.rows()[1]?.at(-1)).toBe('⊘ not trusted')
    expect(laneTable(chartOf({ clockFromUnixMs: Date.UTC(2026, 10, 28) })).rows()[1]?.[0]).toBe('2026-11-28T00:00:05Z')
  })
})
