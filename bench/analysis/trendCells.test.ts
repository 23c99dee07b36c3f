/** Quick forms of the rows T1 to T10 and S3: fewer histories, the same demands with room for chance. `npm run bench:analysis` has them all. */
import { expect, test } from 'vitest'
import { findChanges } from '../../src/core/trend/findChanges.ts'
import {
  allNear,
  anyDrift,
  buildSets,
  changesOf,
  DRIFT,
  extraChanges,
  falseAlarms,
  found,
  shareOf,
  STAIRCASE,
  STEP_WITH_OUTLIERS,
  syntheticHistories,
  trendsOf,
  TWO_CLOSE,
} from './trendCells.ts'
import { autoregressive, heavyTailed, independent, ratioSeries, spiked } from './trendScenarios.ts'

test('T1: without change, findings are as rare as promised', () => {
  expect(falseAlarms('quick', independent, 20, 800)).toBeLessThanOrEqual(0.02)
  expect(falseAlarms('quick', independent, 100, 800)).toBeLessThanOrEqual(0.02)
  expect(falseAlarms('quick', independent, 365, 400)).toBeLessThanOrEqual(0.02)
  expect(falseAlarms('quick lognormal', independent, 100, 400, 0.5)).toBeLessThanOrEqual(0.02)
})

test('T2, T3: also where neighbours are alike, tails heavy, and runs wild', () => {
  expect(falseAlarms('quick AR .2', autoregressive(0.2), 100, 500)).toBeLessThanOrEqual(0.04)
  expect(falseAlarms('quick AR .4', autoregressive(0.4), 100, 500)).toBeLessThanOrEqual(0.06)
  expect(falseAlarms('quick t3', heavyTailed, 100, 500)).toBeLessThanOrEqual(0.05)
  expect(falseAlarms('quick spikes', spiked, 100, 500)).toBeLessThanOrEqual(0.1)
})

test('T4 to T7: steps are found, and named', () => {
  const late = { builds: 60, at: 40 }
  expect(found('quick a', { ...late, change: 0.05, deviation: 0.02 }, 3, 400)).toBeGreaterThanOrEqual(0.97)
  expect(found('quick b', { ...late, change: 0.1, deviation: 0.05 }, 3, 400)).toBeGreaterThanOrEqual(0.93)
  expect(found('quick c', { ...late, change: 0.05, deviation: 0.03 }, 3, 400)).toBeGreaterThanOrEqual(0.84)
  expect(found('quick a', { ...late, change: 0.05, deviation: 0.02 }, 1, 400)).toBeGreaterThanOrEqual(0.89)
  expect(found('quick a', { ...late, change: 0.05, deviation: 0.02 }, 0, 400)).toBeGreaterThanOrEqual(0.7)
  const withOutliers = { ...late, change: 0.1, deviation: 0.03, noise: spiked }
  expect(found('quick outliers', withOutliers, 3, 400)).toBeGreaterThanOrEqual(0.95)
  const tip = { builds: 60, change: 0.1, deviation: 0.03 }
  expect(found('quick tip 6', { ...tip, at: 54 }, 3, 400)).toBeGreaterThanOrEqual(0.96)
  expect(found('quick tip 3', { ...tip, at: 57 }, 3, 400)).toBeGreaterThanOrEqual(0.79)
})

test('T8: the set of builds holds the true one, and is small', () => {
  for (const phi of [0, 0.3]) {
    const cell = { builds: 60, at: 40, deviation: 0.02, noise: autoregressive(phi) }
    const atTwo = buildSets(`quick 2 ${phi}`, { ...cell, change: Math.exp(0.04) - 1 }, 400)
    const atThree = buildSets(`quick 3 ${phi}`, { ...cell, change: Math.exp(0.06) - 1 }, 400)
    expect(Math.min(atTwo.coverage, atThree.coverage)).toBeGreaterThanOrEqual(0.93)
    expect(atThree.size).toBeLessThanOrEqual(4)
    expect(atThree.count).toBeGreaterThan(380)
  }
})

test('T9, T10: several changes, and drifts that are none', () => {
  const close = trendsOf('quick close', TWO_CLOSE, 200)
  const stairs = trendsOf('quick stairs', STAIRCASE, 200)
  const outliers = trendsOf('quick outliers', STEP_WITH_OUTLIERS, 200)
  expect(shareOf(close, allNear(50, 56))).toBeGreaterThanOrEqual(0.95)
  expect(shareOf(stairs, allNear(30, 60, 90))).toBeGreaterThanOrEqual(0.98)
  expect(shareOf(outliers, allNear(50))).toBeGreaterThanOrEqual(0.95)
  expect(extraChanges([...close, ...stairs], 30, 50, 56, 60, 90)).toBeLessThanOrEqual(0.1)
  expect(shareOf(trendsOf('quick drift', DRIFT, 100), anyDrift)).toBeGreaterThanOrEqual(0.95)
  expect(shareOf(stairs, anyDrift)).toBeLessThanOrEqual(0.07)
  expect(shareOf(close, anyDrift)).toBeLessThanOrEqual(0.05)
})

test('T9, T10 and false alarms on the histories of the material', () => {
  const of = (kind: string): ReturnType<typeof syntheticHistories> =>
    syntheticHistories().filter((history) => history.kind === kind)
  const trends = (kind: string): ReturnType<typeof findChanges>[] =>
    of(kind).map(({ values }) => findChanges(ratioSeries(values)))
  expect(shareOf(trends('two-close'), allNear(50, 56))).toBe(1)
  expect(shareOf(trends('staircase'), allNear(30, 60, 90))).toBe(1)
  expect(shareOf(trends('step-outliers'), allNear(50))).toBe(1)
  expect(shareOf(trends('tip'), allNear(38))).toBe(1)
  expect(shareOf(trends('drift'), anyDrift)).toBe(1)
  expect(shareOf([...trends('staircase'), ...trends('two-close'), ...trends('step')], anyDrift)).toBeLessThanOrEqual(
    0.03,
  )
  // Otava finds changes in 30 of these 90, of which 60 have neighbours that are alike.
  expect(trends('null').filter((trend) => changesOf(trend).length > 0).length).toBeLessThanOrEqual(9)
})
