/**
 * Change points as Apache Otava 0.8.0 finds them (Apache-2.0; M. Fleming et al., "Hunter: Using Change Point Detection to Hunt for
 * Performance Regressions", arXiv 2301.03034), with its defects: an oracle that can be checked, not what a trend goes by. Its p values are
 * too small: deviations are divided by n where the test expects n − 1, and a split that was chosen is tested as if it had been given; and
 * what stands left of a split that is taken away is not tested again.
 */
import { mean } from '../../statistics/moments.ts'
import { studentTTwoSided } from '../../statistics/studentT.ts'
import { strongestSplit, type Split } from './energyStatistic.ts'

export interface OtavaOptions {
  /** Values that are looked at together. At least 2. */
  windowLength: number
  maxPValue: number
  /** Smallest relative change, in whichever direction it is larger. */
  minMagnitude: number
}

export const OTAVA_DEFAULTS: OtavaOptions = { windowLength: 50, maxPValue: 0.001, minMagnitude: 0 }

export interface OtavaChangePoint extends Split {
  pValue: number
  meanBefore: number
  meanAfter: number
  /** Divided by n, not n − 1. */
  deviationBefore: number
  deviationAfter: number
}

/**
 * @param values null where there is none: it becomes the one before, at the beginning the one behind
 * @throws RangeError when the window is shorter than 2
 */
export function otavaChangePoints(
  values: readonly (number | null)[],
  options: OtavaOptions = OTAVA_DEFAULTS,
): OtavaChangePoint[] {
  const { windowLength, maxPValue, minMagnitude } = options
  if (!(windowLength >= 2)) throw new RangeError(`Otava's window must be at least 2 long, not ${windowLength}`)
  const series = withoutGaps(values)
  return merged(split(series, windowLength, firstPassPValue(maxPValue)), series, maxPValue, minMagnitude)
}

/** A split that was weak may become strong when its neighbours are gone. */
function firstPassPValue(maxPValue: number): number {
  if (maxPValue < 0.05) return maxPValue * 10
  return maxPValue < 0.5 ? maxPValue * 2 : maxPValue
}

function withoutGaps(values: readonly (number | null)[]): number[] {
  const first = values.find((value) => value !== null)
  if (first === undefined || first === null) return []
  let last = first
  return values.map((value) => (last = value ?? last))
}

/** Splits found in windows that overlap by half or begin at the last split of the window before. */
function split(series: readonly number[], windowLength: number, maxPValue: number): OtavaChangePoint[] {
  const step = Math.floor(windowLength / 2)
  const found = new Map<number, Split>()
  let start = 0
  while (start < series.length) {
    const window = series.slice(start, Math.min(start + windowLength, series.length))
    const splits = splitWindow(window, maxPValue)
    for (const { index, qhat } of splits) {
      if (!found.has(start + index)) found.set(start + index, { index: start + index, qhat })
    }
    const last = splits.at(-1)
    start = Math.max(last === undefined ? 0 : start + last.index, start + step)
  }
  const splits = [...found.values()].toSorted((a, b) => a.index - b.index)
  return splits.map((candidate, place) => tested(candidate, series, splits[place - 1], splits[place + 1]))
}

/** Splits the part that can be split best, until one is not significant. */
function splitWindow(window: readonly number[], maxPValue: number): Split[] {
  const splits: Split[] = []
  for (;;) {
    let best: Split | null = null
    let place = 0
    for (let part = 0; part <= splits.length; part++) {
      const from = part === 0 ? 0 : splits[part - 1]!.index
      const to = part === splits.length ? window.length : splits[part]!.index
      if (to - from < 2) continue
      const candidate = strongestSplit(window, from, to)
      if (best === null || candidate.qhat > best.qhat) {
        best = candidate
        place = part
      }
    }
    if (best === null || !(tested(best, window, splits[place - 1], splits[place]).pValue <= maxPValue)) return splits
    splits.splice(place, 0, best)
  }
}

/** Takes away what is not significant, then what is too small, one at a time. */
function merged(
  changePoints: OtavaChangePoint[],
  series: readonly number[],
  maxPValue: number,
  minMagnitude: number,
): OtavaChangePoint[] {
  const kept = [...changePoints]
  const testAgain = (place: number): void => {
    const point = kept[place]
    if (point !== undefined) kept[place] = tested(point, series, kept[place - 1], kept[place + 1])
  }
  while (kept.length > 0) {
    let weakest = 0
    for (let place = 1; place < kept.length; place++) if (kept[place]!.pValue > kept[weakest]!.pValue) weakest = place
    if (kept[weakest]!.pValue < maxPValue) {
      weakest = 0
      for (let place = 1; place < kept.length; place++) {
        if (magnitude(kept[place]!) < magnitude(kept[weakest]!)) weakest = place
      }
      if (magnitude(kept[weakest]!) > minMagnitude) break
    }
    kept.splice(weakest, 1)
    // Its neighbours would be `weakest − 1` and `weakest`; this is what 0.8.0 does, so that the left one keeps the numbers it had.
    testAgain(weakest)
    testAgain(weakest + 1)
  }
  return kept
}

function magnitude({ meanBefore, meanAfter }: OtavaChangePoint): number {
  const change = (from: number, to: number): number => (from === 0 ? 0 : Math.abs(to / from - 1))
  return Math.max(change(meanBefore, meanAfter), change(meanAfter, meanBefore))
}

/** Student's t test with pooled variance, of the values back and on to the neighbouring splits. */
function tested(
  { index, qhat }: Split,
  series: readonly number[],
  previous: Split | undefined,
  next: Split | undefined,
): OtavaChangePoint {
  const before = series.slice(previous?.index ?? 0, index)
  const after = series.slice(index, next?.index ?? series.length)
  const meanBefore = mean(before)
  const meanAfter = mean(after)
  const deviationBefore = deviationByCount(before, meanBefore)
  const deviationAfter = deviationByCount(after, meanAfter)
  const df = before.length + after.length - 2
  let pValue = 1
  if (df > 0) {
    const squares = (before.length - 1) * deviationBefore ** 2 + (after.length - 1) * deviationAfter ** 2
    const error = Math.sqrt((squares / df) * (1 / before.length + 1 / after.length))
    // 0/0: nothing differs.
    if (meanBefore !== meanAfter || error > 0) pValue = studentTTwoSided((meanBefore - meanAfter) / error, df)
  }
  return { index, qhat, pValue, meanBefore, meanAfter, deviationBefore, deviationAfter }
}

function deviationByCount(values: readonly number[], centre: number): number {
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length)
}
