import { describe, expect, test } from 'vitest'
import { kneeSentence } from '../../core/capacity/capacityWords.ts'
import { createPace } from '../analysis/pace.ts'
import { writeLevels, type LevelsOf } from '../capacity/testing/writeLevels.ts'
import { openMemoryHistory, type History } from '../storage/history.ts'
import { newRun, secondOf } from '../storage/testing/syntheticSeconds.ts'
import { createCapacityAnswers } from './capacityAnswers.ts'

const HOSTILE = '<img src=x onerror=alert(1)>\u202e'
const USERS = [2, 4, 8, 16, 32, 64, 96, 48, 40, 40]
const history = openMemoryHistory()
const ids = writeLevels(history, { users: USERS, run: { planName: HOSTILE, scenario: `${HOSTILE} (capacity)` } })
const answers = createCapacityAnswers()
const read = (question: Parameters<typeof answers.read>[1], of: History = history) =>
  answers.read(of, question, createPace(new AbortController().signal))

describe('a search', () => {
  test('is listed once, with what its verdicts say', () => {
    const searches = history.capacitySearches()
    expect(searches).toMatchObject([
      {
        id: ids[0],
        planName: HOSTILE,
        scenario: HOSTILE,
        target: 'http://shop.test',
        build: '1.4.0',
        runs: 10,
        levels: 9,
      },
    ])
    expect(searches[0]).toMatchObject({ isRunning: false, sentence: '32 users passed, 40 users failed' })
  })

  test('is read whole: levels, the largest load, a curve with its peak where it was measured', async () => {
    const view = await read({ search: ids[0]! })
    expect(view).toMatchObject({ scenario: HOSTILE, unit: 'users', builds: ['1.4.0'], leftOut: [], isRunning: false })
    expect(view.runIds).toEqual(ids)
    const { levels, knee, scalability } = view.analysis
    expect(levels.map(({ load }) => load.level)).toEqual([2, 4, 8, 16, 32, 40, 48, 64, 96])
    expect(levels[5]!.runs).toHaveLength(2)
    expect(knee).toMatchObject({ kind: 'knee', load: { level: 32 }, limitedBy: { load: { level: 40 } } })
    expect(kneeSentence(knee)).toContain('(32 users)')
    expect(scalability.kind).toBe('curve')
    const { peak } = scalability as Extract<typeof scalability, { kind: 'curve' }>
    expect(peak.kind).toBe('peak')
    expect(view.analysis).toBe((await read({ search: ids[0]! })).analysis)
  })

  test('that is none says so', async () => {
    await expect(read({ search: '000000-0000' })).rejects.toThrow('No run is of a search for capacity 000000-0000')
    await expect(read({ runs: ['zzzzzz-zzzz'] })).rejects.toThrow('zzzzzz-zzzz')
  })

  test('is given up when nobody waits for it', async () => {
    const call = new AbortController()
    const asked = createCapacityAnswers().read(history, { search: ids[0]! }, createPace(call.signal))
    call.abort()
    await expect(asked).rejects.toThrow('abort')
  })
})

describe('chosen runs', () => {
  const levels = (more: Partial<LevelsOf> = {}) =>
    writeLevels(own, { users: [4, 8], untagged: true, run: { scenario: 'normal' }, ...more })
  const own = openMemoryHistory()
  const first = levels()

  test('each once, in the order in which they ran', async () => {
    const view = await read({ runs: [...first.toReversed(), first[0]!] }, own)
    expect(view).toMatchObject({ search: null, scenario: 'normal', runIds: first, leftOut: [] })
    expect(own.capacitySearches()).toEqual([])
    expect(view.analysis.scalability).toMatchObject({ kind: 'noCurve', reason: { kind: 'tooFewLevels', levels: 2 } })
  })

  test('of another target, or without an answer, are left out; one that goes on is waited for', async () => {
    const another = openMemoryHistory()
    const of = { users: [4], untagged: true, run: { scenario: 'normal' } }
    const [one] = writeLevels(another, of)
    const startedAtMs = Date.UTC(2026, 9, 1)
    const [other] = writeLevels(another, { ...of, startedAtMs, run: { ...of.run, target: 'http://other.test' } })
    const silent = another.startRun(
      newRun({ planName: 'Shop', scenario: 'normal', target: 'http://shop.test', startedAtMs }),
    )
    silent.writeSecond(secondOf(0, []))
    const question = { runs: [one!, other!, silent.id] }
    const view = await read(question, another)
    expect(view.isRunning).toBe(true)
    expect(view.leftOut).toEqual([{ runId: other, why: 'It is of another scenario or target than the newest run.' }])
    silent.finish({
      status: 'completed',
      endedAtMs: startedAtMs + 1000,
      verdict: { status: 'failed', exitCode: 3, sentence: 'Nothing was measured.' },
      criteria: [],
    })
    expect((await read(question, another)).leftOut).toContainEqual({
      runId: silent.id,
      why: 'The target answered nothing.',
    })
  })

  test('whose generator stood in the way stay, and are not trusted', async () => {
    const starved = levels({ users: [16], starvedAt: [16] })
    const view = await read({ runs: [...first, ...starved] }, own)
    expect(view.analysis.levels.at(-1)).toMatchObject({ load: { level: 16 }, outcome: { kind: 'starved' } })
  })
})
