import { expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../core/comparison/comparisonInput.ts'
import type { BuildComparison } from '../../core/comparison/comparison.ts'
import { openMemoryHistory } from '../storage/history.ts'
import { abTags } from './abPairs.ts'
import { compareRuns } from './compareRuns.ts'
import { writeBuilds } from './testing/twoBuilds.ts'

/** @param pairs tags for so many runs of each build */
async function compared(pairs: number): Promise<{ comparison: BuildComparison; ids: string[][] }> {
  const history = openMemoryHistory()
  try {
    const builds = [
      { build: 'old', runs: 4, run: { target: 'http://old' } },
      { build: 'new', runs: 3, run: { target: 'http://new' }, slower: { 'GET /search': 1.5 } },
    ]
    const ids = writeBuilds(history, builds)
    for (const runs of ids)
      for (const [at, id] of runs.slice(0, pairs).entries())
        history.editRuns({ runs: [id], addTags: abTags('01AB', at + 1) })
    const [baseline = [], candidate = []] = ids
    const reversed = candidate.toReversed()
    const runs = { baseline, candidate: reversed }
    return { comparison: await compareRuns(history, runs, DEFAULT_SETTINGS, async () => {}), ids }
  } finally {
    history.close()
  }
}

test('runs with tags of pairs are compared in pairs, against other targets, and who has no partner is told', async () => {
  const { comparison, ids } = await compared(3)
  const [old, young] = ids
  expect(comparison).toMatchObject({ outcome: 'compared', design: 'paired', verdict: 'regressed', historyRuns: 0 })
  expect(comparison.baseline.runIds).toEqual(old!.slice(0, 3))
  expect(comparison.candidate.runIds).toEqual(young)
  expect(comparison.differences.map(({ kind, runIds }) => [kind, runIds])).toEqual([
    ['target', []],
    ['unpaired', [old![3]]],
  ])
})

test('without them each run stands for itself', async () => {
  const { comparison } = await compared(0)
  expect(comparison).toMatchObject({ outcome: 'compared', design: 'independent' })
  expect(comparison.baseline.runIds).toHaveLength(4)
})
