/** What is said of a comparison whose truth is known, whatever it found. */
import { expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../core/comparison/comparisonInput.ts'
import { compareRuns } from '../../host/comparison/compareRuns.ts'
import { writeBuilds } from '../../host/comparison/testing/twoBuilds.ts'
import { openMemoryHistory } from '../../host/storage/history.ts'
import { whatItShows } from './comparePart.ts'

/** @param runs of the second build */
async function said(slower: Record<string, number>, runs = 3): Promise<string> {
  const history = openMemoryHistory()
  try {
    const builds = [
      { build: '1.0', runs: 3 },
      { build: '1.1', runs, slower },
    ]
    const [baseline = [], candidate = []] = writeBuilds(history, builds)
    const comparison = await compareRuns(history, { baseline, candidate }, DEFAULT_SETTINGS, async () => {})
    return whatItShows(comparison, { label: '1.1' }, 'GET /search')
  } finally {
    history.close()
  }
}

test('only what was changed is named', async () => {
  expect(await said({ 'GET /search': 2 })).toBe(
    'That is what was done to 1.1: GET /search, and nothing else, is named.',
  )
})

test('it is not said to be found where it was not', async () => {
  expect(await said({})).toMatch(
    /^GET \/search was made slower in 1\.1, and was not found\. This machine had other work/,
  )
})

test('what is named beside it is told', async () => {
  expect(await said({ 'GET /search': 2, 'POST /order': 2 })).toMatch(
    /^GET \/search is what was made slower in 1\.1\. Also named: POST \/order p50, /,
  )
})

test('runs that cannot be compared say nothing', async () => {
  expect(await said({}, 0)).toContain('the generator was in the way')
})
