/** The quick form of the rows: few reports, and bounds that a method that is broken would break. */
import { expect, test } from 'vitest'
import type { Cell } from './cell.ts'
import {
  coverage,
  determinism,
  falseAlarms,
  forkCells,
  honestUnchanged,
  scenarios,
  singleRuns,
} from './compareCells.ts'
import { comparisonMs, speedInput } from './comparisonSpeed.ts'

function expectMet(cells: readonly Cell[]): void {
  for (const { claim, reached, ok } of cells) expect(ok, `${claim}: ${reached}`).toBe(true)
}

test('C1: nothing changed, and hardly a report says so', () => expectMet(falseAlarms(80, 0.15)))

test('C2, C3: what stands for the forks is told, not judged', () => {
  const cells = forkCells(100)
  expect(cells.map(({ id, ok }) => [id, ok])).toEqual([
    ['C2', null],
    ['C2', null],
    ['C3', null],
    ['C3', null],
    ['C3', null],
  ])
})

test('C4: one run against one is not enough', () => expectMet([singleRuns(40)]))

test('C5: the scenarios of load runs', () => expectMet([scenarios()]))

test('C6: a change of the threshold is not called unchanged', () => expectMet([honestUnchanged(60, 0.07)]))

test('C7: the seconds of a run leave open what they say', () => expectMet(coverage(60, { 0.5: 0.82, 0.8: 0.78 })))

test('S2: many runs at once are compared', () => {
  expect(comparisonMs(speedInput({ runs: 2, seconds: 40, endpoints: 20, requestsPerS: 5 }))).toBeGreaterThan(0)
})

test('S3: the same, byte by byte', () => expectMet([determinism()]))
