import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalNumbers } from '../../../bench/analysis/normalNumbers.ts'
import { ratioSeries } from '../../../bench/analysis/trendScenarios.ts'
import { seededStream } from '../statistics/seededStream.ts'
import { studentTQuantile } from '../statistics/studentT.ts'
import { changesOfOneInTurn, findChanges } from './findChanges.ts'
import { findChangesTogether, pooledAutocorrelation } from './findChangesTogether.ts'
import type { DriftFinding, StepFinding, Trend, TrendPoint, TrendSeries } from './trendTypes.ts'

/** Values around 100 with 2 % noise, times the level of each. */
function valuesOf(
  name: string,
  builds: number,
  level: (build: number) => number = () => 1,
  deviation = 0.02,
): number[] {
  const noise = normalNumbers(seededStream('findChanges.test', name), builds)
  return [...noise].map((value, at) => 100 * level(at) * Math.exp(deviation * value))
}
const from =
  (at: number, level: number) =>
  (build: number): number =>
    build >= at ? level : 1
const between =
  (at: number, end: number, level: number) =>
  (build: number): number =>
    build >= at && build < end ? level : 1

function onlyStep(trend: Trend): StepFinding {
  expect(trend.findings).toHaveLength(1)
  const [finding] = trend.findings
  expect(finding?.kind).toBe('step')
  return finding as StepFinding
}

function withPoints(series: TrendSeries, change: (point: TrendPoint, at: number) => Partial<TrendPoint>): TrendSeries {
  return { ...series, points: series.points.map((point, at) => ({ ...point, ...change(point, at) })) }
}

describe('a step', () => {
  const series = ratioSeries(valuesOf('step', 60, from(40, 1.1)))

  test('is named by its build, with size, interval and set of builds', () => {
    const trend = findChanges(series)
    const step = onlyStep(trend)
    expect(step).toMatchObject({
      verdict: 'regressed',
      minor: false,
      state: 'confirmed',
      build: 40,
      segment: 0,
      q: null,
    })
    expect([step.buildsBefore, step.buildsSince, step.returnedAt]).toEqual([40, 20, null])
    expect(step.buildSet.map(({ build }) => build)).toContain(40)
    const { effect } = step
    expect(effect.of).toBe('ratio')
    expect(effect.value).toBeCloseTo(effect.after / effect.before, 12)
    expect(effect.interval.low).toBeLessThan(1.1)
    expect(effect.interval.high).toBeGreaterThan(1.1)
    expect(step.p).toBeLessThan(1e-6)
    expect(trend.builds.map(({ level }) => level)).toEqual([
      ...Array.from({ length: 40 }, () => expect.closeTo(effect.before, 9) as number),
      ...Array.from({ length: 20 }, () => expect.closeTo(effect.after, 9) as number),
    ])
  })

  test('is an improvement where lower is worse, and a change where neither is', () => {
    expect(onlyStep(findChanges({ ...series, worse: 'lower' })).verdict).toBe('improved')
    expect(onlyStep(findChanges({ ...series, worse: null })).verdict).toBe('changed')
  })

  test('the answer is plain data, and the same from points in any order', () => {
    const trend = findChanges(series)
    expect(JSON.parse(JSON.stringify(trend))).toEqual(trend)
    expect(JSON.stringify(findChanges({ ...series, points: series.points.toReversed() }))).toBe(JSON.stringify(trend))
  })

  test('a small one stays, as minor', () => {
    const small = onlyStep(findChanges(ratioSeries(valuesOf('small', 120, from(60, 1.03)))))
    expect(small).toMatchObject({ minor: true, state: 'confirmed', verdict: 'regressed' })
    const asked = findChanges(ratioSeries(valuesOf('small', 120, from(60, 1.03))), { importantChange: 0.01 })
    expect(onlyStep(asked).minor).toBe(false)
  })

  test('is exact where nothing else varies', () => {
    const flat = Array.from({ length: 30 }, (_, at) => (at >= 12 ? 120 : 100))
    const step = onlyStep(findChanges(ratioSeries(flat)))
    expect([step.build, step.buildSet]).toEqual([12, [{ build: 12, probability: 1 }]])
    expect(step.effect.value).toBeCloseTo(1.2, 12)
    expect(findChanges(ratioSeries(flat.map(() => 100))).findings).toEqual([])
  })

  test('intervals hold the true size as often as they say', () => {
    const held = Array.from({ length: 400 }, (_, at) =>
      findChanges(ratioSeries(valuesOf(`size ${at}`, 60, from(30, 1.1)))),
    )
      .flatMap(({ findings }) => findings.filter(({ kind }) => kind === 'step'))
      .map(({ effect }) => effect.interval.low <= 1.1 && effect.interval.high >= 1.1)
    expect(held.length).toBeGreaterThan(380)
    expect(held.filter(Boolean).length / held.length).toBeGreaterThan(0.91)
  })
})

describe('what becomes of a change', () => {
  test('two builds of it are suspected, three confirmed', () => {
    expect(onlyStep(findChanges(ratioSeries(valuesOf('tip', 40, from(38, 1.2))))).state).toBe('suspected')
    expect(onlyStep(findChanges(ratioSeries(valuesOf('tip', 41, from(38, 1.2))))).state).toBe('confirmed')
  })

  test('a build back at the old level confirms nothing', () => {
    const trend = findChanges(ratioSeries(valuesOf('tip', 41, between(38, 40, 1.15))))
    expect(trend.findings.filter(({ state }) => state !== 'suspected')).toEqual([])
  })

  test('one build of it is no change, but told of the newest run', () => {
    const trend = findChanges(ratioSeries(valuesOf('newest', 40, from(39, 1.2))))
    expect(trend.findings).toEqual([])
    expect(trend.outliers).toEqual([39])
    expect(trend.segments[0]).toMatchObject({ state: 'analysed', newest: 'above' })
  })

  test.each([3, 4, 5])('a level that came back after %i builds went away, with one finding', (builds) => {
    const step = onlyStep(findChanges(ratioSeries(valuesOf('away', 60, between(30, 30 + builds, 1.2)))))
    expect(step).toMatchObject({ build: 30, state: 'wentAway', returnedAt: 30 + builds, buildsSince: builds })
  })

  test('one that was repaired later is two findings', () => {
    const { findings } = findChanges(ratioSeries(valuesOf('repaired', 60, between(30, 40, 1.2))))
    expect(findings).toMatchObject([
      { build: 30, verdict: 'regressed', state: 'confirmed' },
      { build: 40, verdict: 'improved', state: 'confirmed' },
    ])
  })

  test('a single wild run is an outlier', () => {
    const trend = findChanges(ratioSeries(valuesOf('wild', 60, between(30, 31, 3))))
    expect([trend.findings, trend.outliers, trend.builds[30]!.outlier]).toEqual([[], [30], true])
  })

  test('a slow change is a drift, with its ends, and a ramp as its levels', () => {
    const ramp = (build: number): number => 1 + 0.2 * Math.min(Math.max((build - 30) / 60, 0), 1)
    const trend = findChanges(ratioSeries(valuesOf('drift', 100, ramp)))
    expect(trend.findings).toHaveLength(1)
    const drift = trend.findings[0] as DriftFinding
    expect(drift).toMatchObject({ kind: 'drift', verdict: 'regressed', state: 'confirmed', minor: false })
    expect(Math.abs(drift.from - 30)).toBeLessThan(10)
    expect(Math.abs(drift.to - 90)).toBeLessThan(10)
    expect(drift.effect.value).toBeCloseTo(1.2, 1)
    const levels = trend.builds.map(({ level }) => level!)
    expect(levels).toEqual(levels.toSorted((a, b) => a - b))
    expect(drift.steps.length).toBeGreaterThan(1)
  })

  test('the change since a release is told beside it', () => {
    const stairs = (build: number): number => [1, 1.08, 1.16][Math.floor(build / 30)]!
    const series = ratioSeries(valuesOf('since', 90, stairs))
    const cumulative = (since?: string): { since: number; ratio: number } | null => {
      const [segment] = findChanges(series, since === undefined ? {} : { since }).segments
      if (segment?.state !== 'analysed' || segment.cumulative === null) return null
      return { since: segment.cumulative.since, ratio: segment.cumulative.effect.value }
    }
    expect(cumulative()).toEqual({ since: 0, ratio: expect.closeTo(1.16, 1) as number })
    expect(cumulative('build-45')).toEqual({ since: 45, ratio: expect.closeTo(1.16 / 1.08, 1) as number })
    expect(cumulative('build-80')).toBeNull()
    expect(cumulative('never built')).toEqual(cumulative())
  })
})

describe('segments', () => {
  const elsewhere = { plan: 'checkout', profile: 'peak', host: 'lab-2', generator: '1.0.0' }

  test('another host is never a finding', () => {
    const series = withPoints(ratioSeries(valuesOf('another host', 60, from(30, 1.4))), ({ fingerprint }, at) => ({
      fingerprint: at >= 30 ? elsewhere : fingerprint,
    }))
    const trend = findChanges(series)
    expect(trend.findings).toEqual([])
    expect(trend.boundaries).toEqual([{ build: 30, changed: ['host'] }])
    expect(trend.segments.map(({ state, builds }) => [state, builds.length])).toEqual([
      ['analysed', 30],
      ['analysed', 30],
    ])
  })

  test('a fingerprint that comes back goes on, and findings name builds of the whole trend', () => {
    // Every third run elsewhere and 40 % slower; the step at the 30th of the others is the 45th of all.
    const values = valuesOf('both', 90, (build) => (build % 3 === 2 ? 1.4 : from(45, 1.1)(build)))
    const series = withPoints(ratioSeries(values), ({ fingerprint }, at) => ({
      fingerprint: at % 3 === 2 ? elsewhere : fingerprint,
    }))
    const trend = findChanges(series)
    const step = onlyStep(trend)
    expect([step.build, step.segment, step.buildsBefore]).toEqual([45, 0, 30])
    expect(trend.segments.map(({ builds }) => builds.slice(0, 3))).toEqual([
      [0, 1, 3],
      [2, 5, 8],
    ])
    expect(trend.builds[45]).toMatchObject({ index: 45, segment: 0, place: 30, build: 'build-45' })
  })

  test('all that differs is named', () => {
    const other = { plan: 'a', profile: 'b', host: 'c', generator: 'd' }
    const series = withPoints(ratioSeries([100, 101]), ({ fingerprint }, at) => ({
      fingerprint: at === 1 ? other : fingerprint,
    }))
    expect(findChanges(series).boundaries[0]!.changed).toEqual(['plan', 'profile', 'host', 'generator'])
  })
})

describe('few builds', () => {
  test('no run, one run', () => {
    expect(findChanges(ratioSeries([]))).toMatchObject({ builds: [], segments: [], findings: [], boundaries: [] })
    const [segment] = findChanges(ratioSeries([100])).segments
    expect(segment).toMatchObject({ state: 'tooFewBuilds', buildsNeeded: 7, nextRun: null, newest: null })
  })

  test('the second run gives a limit to the third', () => {
    const [segment] = findChanges(ratioSeries([100, 110])).segments
    const [a, b] = [Math.log(100), Math.log(110)]
    const margin = studentTQuantile(0.995, 1) * Math.sqrt(((a - b) ** 2 / 2) * (1 + 1 / 2))
    expect(segment).toMatchObject({ state: 'tooFewBuilds', buildsNeeded: 6, newest: null })
    expect(segment!.nextRun!.centre).toBeCloseTo(Math.sqrt(100 * 110), 9)
    expect(Math.log(segment!.nextRun!.high)).toBeCloseTo((a + b) / 2 + margin, 9)
    expect(Math.log(segment!.nextRun!.low)).toBeCloseTo((a + b) / 2 - margin, 9)
  })

  test('a known environment judges the second run', () => {
    const environment = { autocorrelation: 0, noise: { deviation: 0.02, df: 30 } }
    const newest = (second: number): unknown =>
      findChanges(ratioSeries([100, second]), { environment }).segments[0]!.newest
    expect([newest(101), newest(120), newest(80)]).toEqual(['within', 'above', 'below'])
  })

  test('seven builds have no findings, however clear; eight have', () => {
    const clear = [100, 101, 99, 100, 150, 151, 149]
    expect(findChanges(ratioSeries(clear))).toMatchObject({ findings: [], segments: [{ buildsNeeded: 1 }] })
    expect(onlyStep(findChanges(ratioSeries([...clear, 150]))).build).toBe(4)
  })
})

describe('runs of builds', () => {
  test('of one build are one point, where the first of them was; each counts', () => {
    const series = withPoints(ratioSeries([100, 400, 50, 80]), (_, at) => ({ build: ['a', 'b', 'a', null][at]! }))
    const { builds } = findChanges(withPoints(series, (_, at) => (at === 1 ? { runs: 4 } : {})))
    expect(builds.map(({ build, runIds, runs }) => ({ build, runIds, runs }))).toEqual([
      { build: 'a', runIds: ['run-00000', 'run-00002'], runs: 2 },
      { build: 'b', runIds: ['run-00001'], runs: 4 },
      { build: null, runIds: ['run-00003'], runs: 1 },
    ])
    expect(builds.map(({ value }) => Math.round(value * 1e6) / 1e6)).toEqual([70.710678, 400, 80])
  })

  test('many runs see what one does not', () => {
    const values = valuesOf('many runs', 40, from(20, 1.05), 0.1)
    // The same level from means of 25 runs each, whose noise is a fifth.
    const quiet = valuesOf('many runs', 40, from(20, 1.05), 0.02)
    const series = withPoints(ratioSeries(quiet), () => ({ runs: 25 }))
    expect(findChanges(ratioSeries(values)).findings).toEqual([])
    expect(onlyStep(findChanges(series)).build).toBe(20)
    const [segment] = findChanges(series).segments
    // Noise is that of such a build, not of one run.
    expect(segment?.state === 'analysed' && segment.noise).toBeCloseTo(0.02, 2)
  })

  test('without a number have no place, and are named', () => {
    const series = withPoints(ratioSeries([100, 1, 2, 3, 101]), (_, at) => ({
      value: [100, null, NaN, -3, 101][at]!,
    }))
    const trend = findChanges(series)
    expect(trend.builds).toHaveLength(2)
    expect(trend.skipped).toEqual([
      { runId: 'run-00001', reason: 'noValue' },
      { runId: 'run-00002', reason: 'noValue' },
      { runId: 'run-00003', reason: 'notPositive' },
    ])
    expect(() => findChanges(withPoints(series, () => ({ runs: 0 })))).toThrow('not of 0 (run run-00000)')
  })

  test('hostile names are names', () => {
    const names = ['__proto__', '<img src=x onerror=alert(1)>', '\u202Etxt.exe', 'x'.repeat(10_000), '', 'constructor']
    const series = withPoints(ratioSeries(valuesOf('names', 6)), (_, at) => ({ build: names[at]! }))
    expect(findChanges(series).builds.map(({ build }) => build)).toEqual(names)
  })
})

describe('other scales', () => {
  const shares = (values: number[], requests: number): TrendSeries => ({
    ...withPoints(ratioSeries(values), () => ({ requests })),
    metric: 'errors',
    scale: 'share',
  })

  test('shares of errors are compared by their odds', () => {
    const noise = normalNumbers(seededStream('findChanges.test', 'shares'), 40)
    const values = [...noise].map((value, at) => (at >= 25 ? 0.03 : 0.01) * Math.exp(0.1 * value))
    const step = onlyStep(findChanges(shares(values, 100_000)))
    expect(step).toMatchObject({ build: 25, verdict: 'regressed', minor: false })
    expect(step.effect).toMatchObject({
      of: 'oddsRatio',
      value: expect.closeTo(0.03 / 0.97 / (0.01 / 0.99), 0) as number,
    })
    expect([step.effect.before, step.effect.after]).toEqual([expect.closeTo(0.01, 2), expect.closeTo(0.03, 2)])
  })

  test('a single error here and there is nothing, and a tiny share is minor', () => {
    const rare = Array.from({ length: 40 }, (_, at) => (at > 30 && at % 2 === 0 ? 1 / 10_000 : 0))
    expect(findChanges(shares(rare, 10_000)).findings).toEqual([])
    const noise = normalNumbers(seededStream('findChanges.test', 'tiny'), 40)
    const tiny = [...noise].map((value, at) => (at >= 25 ? 0.0003 : 0.0001) * Math.exp(0.1 * value))
    expect(onlyStep(findChanges(shares(tiny, 10_000_000))).minor).toBe(true)
  })

  test('are told as they were counted, also where none failed', () => {
    const points = shares([0, 0.1, 0.5], 20).points.map((point, at) => ({ ...point, build: at === 0 ? 'a' : 'b' }))
    const { builds } = findChanges({ ...shares([], 20), points })
    expect(builds.map(({ value }) => value)).toEqual([0, 0.3])
  })

  test('what is no share is named', () => {
    const series = withPoints(shares([0.5, 1.5, 0.5, -0.1], 10), (_, at) => (at === 2 ? { requests: 0 } : {}))
    expect(findChanges(series).skipped.map(({ reason }) => reason)).toEqual(['notAShare', 'noRequests', 'notAShare'])
  })

  test('plain numbers may be negative, and change by differences', () => {
    const noise = normalNumbers(seededStream('findChanges.test', 'plain'), 40)
    const series = {
      ...ratioSeries([...noise].map((value, at) => (at >= 20 ? 5 : -5) + value)),
      scale: 'plain' as const,
    }
    const { effect, build } = onlyStep(findChanges(series))
    expect([build, effect.of]).toEqual([20, 'difference'])
    expect(effect.value).toBeCloseTo(10, 0)
    const constant = { ...ratioSeries(Array.from({ length: 20 }, () => -3)), scale: 'plain' as const }
    expect(findChanges(constant).findings).toEqual([])
    const zeros = { ...ratioSeries(Array.from({ length: 20 }, () => 0)), scale: 'plain' as const }
    expect(findChanges(zeros).findings).toEqual([])
  })
})

describe('many series together', () => {
  test('what is chance among so many is withdrawn, what is clear holds', () => {
    const quiet = Array.from({ length: 300 }, (_, at) => ratioSeries(valuesOf(`together ${at}`, 50)))
    const alone = quiet.map((series) => findChanges(series)).filter(({ findings }) => findings.length > 0)
    const trends = findChangesTogether([...quiet, ratioSeries(valuesOf('clear', 50, from(30, 1.1)))])
    const found = trends.map(({ findings }) => findings.length)
    expect(alone.length).toBeGreaterThan(0)
    expect(found.slice(0, -1).filter((count) => count > 0).length).toBeLessThanOrEqual(1)
    expect(trends.reduce((sum, { withdrawn }) => sum + withdrawn.length, 0)).toBeGreaterThanOrEqual(alone.length - 1)
    const step = onlyStep(trends.at(-1)!)
    expect(step.q).toBeGreaterThanOrEqual(step.p)
    expect(step.q).toBeLessThan(0.001)
  })

  test('short series lean on the autocorrelation of all', () => {
    const phi = 0.4
    const dependent = (name: string): TrendSeries => {
      const noise = normalNumbers(seededStream('findChanges.test', name), 20)
      for (let at = 1; at < 20; at++) noise[at] = phi * noise[at - 1]! + Math.sqrt(1 - phi * phi) * noise[at]!
      return ratioSeries([...noise].map((value) => 100 * Math.exp(0.02 * value)))
    }
    const all = Array.from({ length: 300 }, (_, at) => dependent(`dependent ${at}`))
    const alone = all.map((series) => findChanges(series))
    const pooled = pooledAutocorrelation(alone)!
    expect(pooled).toBeGreaterThan(0.25)
    expect(pooled).toBeLessThan(0.5)
    const environment = { autocorrelation: pooled, noise: null }
    const share = (trends: Trend[]): number => trends.filter(({ findings }) => findings.length > 0).length / 300
    expect(share(alone)).toBeGreaterThan(0.06)
    expect(share(all.map((series) => findChanges(series, { environment })))).toBeLessThan(0.04)
    expect(pooledAutocorrelation([])).toBeNull()
  })
})

test('whatever the numbers: every answer is plain data, every run has its place', () => {
  const number = fc.oneof(
    fc.double({ min: 0, max: 1 }),
    fc.double({ min: 1e-300, max: 1e300 }),
    fc.integer({ min: 99, max: 101 }),
    fc.constantFrom(null, NaN, Infinity, -1, 0, Number.MAX_VALUE, Number.MIN_VALUE, -Number.MAX_VALUE),
  )
  const point = fc.record({
    value: number,
    build: fc.constantFrom(null, 'a', 'b', '__proto__', '<img src=x onerror=alert(1)>'),
    host: fc.constantFrom('one', 'one', 'one', 'two'),
    runs: fc.constantFrom(1, 1, 5),
    requests: fc.constantFrom(1, 10_000),
    startedAtMs: fc.integer({ min: 0, max: 5 }),
  })
  const scales = fc.constantFrom('ratio', 'share', 'plain')
  fc.assert(
    fc.property(
      fc.array(point, { maxLength: 60 }),
      scales,
      fc.double({ min: 0, max: 10, noNaN: true }),
      (points, scale, step) => {
        const trend = findChanges(
          {
            endpoint: 'GET /',
            metric: 'p95',
            scale: scale as TrendSeries['scale'],
            worse: 'higher',
            points: points.map(({ host, build, value, ...rest }, at) => ({
              ...rest,
              value: value === null || at < 30 ? value : value * step,
              runId: `run-${at}`,
              build: at % 2 === 0 ? null : build,
              fingerprint: { plan: 'p', profile: 'q', host, generator: 'g' },
            })),
          },
          { alpha: 0.2 },
        )
        expect(numbersIn(trend).filter((value) => !Number.isFinite(value))).toEqual([])
        const placed = trend.builds.flatMap(({ runIds }) => runIds)
        const all = [...placed, ...trend.skipped.map(({ runId }) => runId)]
        expect(all.toSorted()).toEqual(points.map((_, at) => `run-${at}`).toSorted())
        expect(trend.segments.flatMap(({ builds }) => builds).toSorted((a, b) => a - b)).toEqual(
          trend.builds.map(({ index }) => index),
        )
        for (const finding of trend.findings) {
          const own = trend.segments[finding.segment]!.builds
          const named =
            finding.kind === 'step' ? finding.buildSet.map(({ build }) => build) : [finding.from, finding.to]
          expect(named.every((build) => own.includes(build))).toBe(true)
          expect(finding.p).toBeGreaterThanOrEqual(0)
          expect(finding.effect.interval.low).toBeLessThanOrEqual(finding.effect.interval.high)
        }
      },
    ),
    { seed: 20_261_128, numRuns: 400 },
  )
})

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : []
}

test('options out of their range are refused', () => {
  const series = ratioSeries(valuesOf('options', 20))
  expect(() => findChanges(series, { alpha: 0.9 })).toThrow('must be from 0.0005 to 0.5, not 0.9')
  expect(() => findChanges(series, { alpha: NaN })).toThrow(RangeError)
})

test('a long history is searched in many short pieces, with the same answer', () => {
  const series = ratioSeries(valuesOf('long', 10_000, (build) => 1 + 0.1 * (Math.floor(build / 1000) % 2)))
  const work = changesOfOneInTurn(series)
  let pauses = 0
  let step = work.next()
  while (step.done !== true) {
    pauses++
    step = work.next()
  }
  expect(pauses).toBeGreaterThan(10)
  expect(step.value).toEqual(findChanges(series))
  expect(step.value.findings).toHaveLength(9)
})
