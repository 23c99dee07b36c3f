import { describe, expect, test } from 'vitest'
import { createPace } from '../analysis/pace.ts'
import { createCapacityAnswers } from '../reading/capacityAnswers.ts'
import { openMemoryHistory, type History } from '../storage/history.ts'
import { compareSearches, type ChosenSearches } from './compareSearches.ts'
import { selectSearches } from './selectSearches.ts'
import { writeLevels, type LevelsOf } from './testing/writeLevels.ts'

const HOSTILE = '<img src=x onerror=alert(1)>\u202e'
const answers = createCapacityAnswers()
const pace = createPace(new AbortController().signal)

/** @returns the id of the search */
function search(
  history: History,
  build: string,
  maximumMs: number,
  given: Partial<LevelsOf['run']> = {},
  seed = 1,
): string {
  const [id] = writeLevels(
    history,
    {
      users: [2, 4, 8, 16, 32, 64, 48, 40],
      maximumMs,
      run: { build: { label: build, commit: null, branch: null }, ...given },
    },
    seed,
  )
  return id!
}
const compare = (history: History, chosen: ChosenSearches) =>
  compareSearches(history, chosen, (id) => answers.read(history, { search: id }, pace))

describe('searches of two builds', () => {
  test('a target that takes longer takes less load; other targets are said', async () => {
    const history = openMemoryHistory()
    const one = search(history, '1.4.0', 400)
    const slow = writeLevels(history, {
      users: [2, 4, 8, 16, 32, 24, 20],
      law: { sigma: 0.05, kappa: 0.0005, lambda: 7 },
      run: { build: { label: HOSTILE, commit: null, branch: null }, target: 'http://other.test' },
    })[0]!
    const compared = await compare(history, { baseline: [one, one], candidate: [slow] })
    expect(compared).toMatchObject({
      scenario: 'normal',
      unit: 'users',
      baseline: { labels: ['1.4.0'], searches: [{ id: one, knee: { kind: 'knee' } }] },
      candidate: { labels: [HOSTILE] },
      comparison: { verdict: 'regressed', isToConfirm: true, peakThroughput: { verdict: 'notEnoughData' } },
    })
    expect(compared.differences).toMatchObject([{ kind: 'target', severity: 'states' }])
  })

  test('of other scenarios, or the same search, are refused', async () => {
    const history = openMemoryHistory()
    const one = search(history, '1.0', 400)
    const other = search(history, '1.1', 400, { scenario: 'peak (capacity)' })
    expect(await compare(history, { baseline: [one], candidate: [other] })).toMatchObject({
      comparison: null,
      differences: [{ kind: 'scenario', severity: 'refuses' }],
    })
    expect(await compare(history, { baseline: [one], candidate: [one] })).toMatchObject({
      comparison: null,
      differences: [{ kind: 'sameRun', runIds: [one] }],
    })
    await expect(compare(history, { baseline: ['000000-0000'], candidate: [one] })).rejects.toThrow('000000-0000')
  })
})

describe('which searches are meant', () => {
  const history = openMemoryHistory()
  const first = search(history, '1.0', 400, {}, 1)
  const second = search(history, '1.0', 400, { startedAtMs: Date.UTC(2026, 10, 2) }, 2)
  const peak = search(history, '1.0', 400, { scenario: 'peak (capacity)', startedAtMs: Date.UTC(2026, 10, 3) }, 3)
  const next = search(history, HOSTILE, 400, { startedAtMs: Date.UTC(2026, 10, 4) }, 4)

  test('those of a build of the scenario that both were searched with, by label or by id, or the starred one', () => {
    const chosen = selectSearches(history, { baseline: '1.0', candidate: HOSTILE })
    expect(chosen.candidate).toEqual([next])
    expect(chosen.baseline.toSorted()).toEqual([first, second].toSorted())
    expect(selectSearches(history, { baseline: first, candidate: next })).toEqual({
      baseline: [first],
      candidate: [next],
    })
    history.setBaseline({ planName: 'Shop', scenario: 'normal', target: 'http://shop.test' }, '1.0')
    expect(selectSearches(history, { baseline: 'starred', candidate: next }).baseline).toEqual(chosen.baseline)
    expect(selectSearches(history, { baseline: peak, candidate: next })).toEqual({
      baseline: [peak],
      candidate: [next],
    })
  })

  test('a build that was not searched says which were', () => {
    const choose = (baseline: string, scenario?: string) => () =>
      selectSearches(history, { baseline, candidate: HOSTILE, ...(scenario === undefined ? {} : { scenario }) })
    expect(choose('2.0')).toThrow('No search for capacity is of "2.0"; there are those of ')
    expect(choose('__proto__'.repeat(2000))).toThrow('…')
    expect(choose('1.0', 'peak')).toThrow('not searched there, but with Shop · normal')
    expect(() => selectSearches(openMemoryHistory(), { baseline: 'a', candidate: 'b' })).toThrow(
      'loadwright capacity PLAN',
    )
  })
})
