import { describe, expect, test } from 'vitest'
import { timelineOf } from '../testing/timeline.ts'
import { bullet } from './bullet.ts'
import { overviewPercentile } from './paintOverview.ts'
import { phaseSegments } from './phaseSegments.ts'
import { sparklinePaths } from './sparklinePaths.ts'
import { sparklinePoints } from './sparklinePoints.ts'
import { STATE_LOOKS, STATE_NAMES, stateSpans, statesText } from './stateCells.ts'
import { statePaths } from './statePaths.ts'

describe('sparkline', () => {
  const size = { widthPx: 103, heightPx: 23 }

  test('NaN cuts the line; a single value is a point', () => {
    const points = sparklinePoints([0, 10, Number.NaN, 5, Number.NaN], size)
    expect(points.map((stretch) => stretch.length)).toEqual([2, 1])
    expect(points[0]).toEqual([
      [1.5, 21.5],
      [26.5, 1.5],
    ])
  })

  test('what is above the given maximum stays inside', () => {
    expect(
      sparklinePoints([50, 1000], size, 100)
        .flat()
        .map(([, y]) => y),
    ).toEqual([11.5, 1.5])
  })

  test('nothing, one value, and only zeros', () => {
    expect(sparklinePoints([], size)).toEqual([])
    expect(sparklinePoints([Number.NaN], size)).toEqual([])
    expect(sparklinePoints([7], size)).toEqual([[[1.5, 1.5]]])
    expect(
      sparklinePoints([0, 0], size)
        .flat()
        .every(([, y]) => y === 21.5),
    ).toBe(true)
  })
})

describe('a sparkline as SVG', () => {
  const size = { widthPx: 103, heightPx: 23 }

  test('is a line a stretch, and a dot for a value that stands alone', () => {
    const { line, dots } = sparklinePaths([0, 10, Number.NaN, 5, Number.NaN], size)
    expect(line).toBe('M1.5 21.5L26.5 1.5')
    expect(dots).toBe('M75.25 11.5a1.25 1.25 0 1 0 2.5 0a1.25 1.25 0 1 0 -2.5 0')
  })

  test('is nothing of nothing, and nothing where there is no room', () => {
    expect(sparklinePaths([], size)).toEqual({ line: '', dots: '' })
    expect(sparklinePaths([1, 2], { widthPx: 0, heightPx: 23 })).toEqual({ line: '', dots: '' })
  })
})

describe('strip of states', () => {
  test('is one path a state that is there; wide cells have gaps, narrow ones are one figure', () => {
    const size = { widthPx: 40, heightPx: 10 }
    const [met, failed, ...more] = statePaths(Uint8Array.of(1, 1, 3, 3), size)
    expect(more).toEqual([])
    expect(met).toEqual({ state: 1, data: 'M0 6h9v4h-9ZM10 6h9v4h-9Z', color: '--met', isStroked: false })
    expect(failed?.data).toBe('M20 0h9v10h-9ZM30 0h9v10h-9Z')
    expect(statePaths(Uint8Array.of(1, 1, 3, 3), { widthPx: 8, heightPx: 10 })[0]?.data).toBe('M0 6h4v4h-4Z')
  })

  test('what is hollow or hatched is stroked; a code that is not known is no request', () => {
    const stroked = statePaths(Uint8Array.of(4, 5, 0, 99), { widthPx: 40, heightPx: 10 })
    expect(stroked.map(({ state, isStroked }) => [state, isStroked])).toEqual([
      [4, true],
      [5, true],
      [0, false],
    ])
    expect(stroked[2]?.data).toBe('M20 9h9v1h-9ZM30 9h9v1h-9Z')
    const [flat] = statePaths(new Uint8Array(20).fill(4), { widthPx: 40, heightPx: 10 })
    expect(flat).toMatchObject({ data: 'M0 6h40v1h-40ZM0 9h40v1h-40Z', isStroked: false })
  })

  test('is nothing before it has a size', () => {
    expect(statePaths(Uint8Array.of(1), { widthPx: 0, heightPx: 0 })).toEqual([])
    expect(statePaths(new Uint8Array(), { widthPx: 40, heightPx: 10 })).toEqual([])
  })

  test('neighbours are one span, and an unknown code is no request', () => {
    expect(stateSpans(Uint8Array.of(1, 1, 3, 200))).toEqual([
      { state: 1, from: 0, to: 2 },
      { state: 3, from: 2, to: 3 },
      { state: 0, from: 3, to: 4 },
    ])
  })

  test('it is said in words, and every state looks different', () => {
    expect(statesText(Uint8Array.of(1, 1, 2, 5))).toBe('2 met, 1 over target, 1 not trusted')
    expect(statesText(new Uint8Array(0))).toBe('no steps')
    expect(new Set(STATE_LOOKS.map(({ look }) => look)).size).toBe(STATE_NAMES.length)
  })
})

describe('bullet', () => {
  const limits = { target: 300, maximum: 500, lower: false }
  test.each([
    [240, 'met'],
    [300, 'met'],
    [360, 'overTarget'],
    [501, 'overMaximum'],
    [null, 'none'],
    [Number.NaN, 'none'],
  ] as const)('%s against 300 and 500 is %s', (value, state) => expect(bullet({ ...limits, value }).state).toBe(state))

  test('a rate has to be reached', () => {
    expect(bullet({ value: 90, target: 100, maximum: 80, lower: true }).state).toBe('overTarget')
    expect(bullet({ value: 70, target: 100, maximum: 80, lower: true }).state).toBe('overMaximum')
  })

  test('the bar has room beyond its limits, and ends there', () => {
    expect(bullet({ ...limits, value: 250 })).toMatchObject({ value: 0.4, target: 0.48, maximum: 0.8 })
    expect(bullet({ ...limits, value: 1e9 }).value).toBe(1)
    expect(bullet({ value: 0, target: null, maximum: null, lower: false })).toEqual({
      state: 'none',
      value: null,
      target: null,
      maximum: null,
    })
  })
})

describe('phases', () => {
  test('they stand behind each other, after the lag; those of no time are left out', () => {
    const phases = [
      { name: 'dns' as const, ms: 0 },
      { name: 'connect' as const, ms: 20 },
      { name: 'wait' as const, ms: 70 },
    ]
    const segments = phaseSegments(phases, 10, 100, 200)
    expect(segments.map(({ name, fromPx, widthPx }) => [name, fromPx, widthPx])).toEqual([
      ['lag', 0, 19],
      ['connect', 20, 39],
      ['wait', 60, 139],
    ])
  })

  test('a short one is seen, a long one stays inside, nonsense is nothing', () => {
    const [wait, receive] = phaseSegments(
      [
        { name: 'wait', ms: 500 },
        { name: 'receive', ms: 0.001 },
      ],
      0,
      100,
      200,
    )
    expect(wait?.widthPx).toBe(199)
    expect(receive).toMatchObject({ fromPx: 199, widthPx: 1 })
    expect(phaseSegments([{ name: 'wait', ms: Number.NaN }], -5, 0, 200)).toEqual([])
  })
})

test('the overview shows p95, or what is nearest to it', () => {
  const percentile = (p: number) => ({ p, ms: new Float64Array(1) })
  expect(overviewPercentile(timelineOf(1, { percentiles: [50, 99, 95].map(percentile) }))?.p).toBe(95)
  expect(overviewPercentile(timelineOf(1, { percentiles: [50, 90].map(percentile) }))?.p).toBe(90)
  expect(overviewPercentile(timelineOf(1))).toBeNull()
})
