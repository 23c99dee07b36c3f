/** What the history tells of engines that fell silent, while the run goes on. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { closedLoad } from '../../core/load/loadShape.ts'
import { toJson } from '../runs/runSettings.ts'
import { settingsOf } from '../runs/testing/settingsOf.ts'
import { recordOf } from '../runs/runRecord.ts'
import { openMemoryHistory, type History } from '../storage/history.ts'
import type { RunWriter } from '../storage/runWriter.ts'
import { COMPLETED, healthOf, newRun, secondOf } from '../storage/testing/syntheticSeconds.ts'
import { silentEngines } from './silentEngines.ts'

const settings = settingsOf(closedLoad(10, 1000, 60_000))

let history: History
let writer: RunWriter
beforeEach(() => {
  history = openMemoryHistory()
  const generator = { ...newRun().generator, processes: 2 }
  writer = history.startRun(newRun({ generator, settings: toJson(settings) }))
})
afterEach(() => history.close())

/** @param engines what each did: `told` its numbers, was `silent`, or had `ended` before */
function write(t: number, ...engines: ('told' | 'silent' | 'ended')[]): void {
  const silent = engines.flatMap((how, engine) => (how === 'silent' ? [engine] : []))
  writer.writeSecond(
    secondOf(t, [], {
      health: engines.map((how) => (how === 'told' ? healthOf(10) : null)),
      trusted: silent.length === 0,
      reasons: silent.map((engine) => ({ signal: 'silence', engine, state: 'notTrusted', value: 1, share: 0.5 })),
    }),
  )
}

function notices(): string[] {
  return silentEngines(recordOf(history.findRun(writer.id)))
}

describe('of two engines', () => {
  test('one is told of after three seconds without its numbers, and not when it is a little behind', () => {
    for (const t of [0, 1, 2, 3]) write(t, 'told', 'told')
    for (const t of [4, 5]) write(t, 'told', 'silent')
    expect(notices()).toEqual([])
    write(6, 'told', 'silent')
    expect(notices()).toEqual([
      'Engine 2 of 2 has told no numbers since the second that ended after 4 s: it died, or it hangs. Its share of the load is missing or not measured, every second of the users, beginning with number 1 ({{$user}}): 5 of 10.',
    ])
  })

  test('one that tells its seconds after all is silent no more', () => {
    for (const t of [0, 1, 2]) write(t, 'silent', 'told')
    expect(notices()).toEqual([expect.stringMatching(/^Engine 1 of 2 has told no numbers yet: /)])
    // Late, and so a part of a second that is there.
    writer.writeSecond(secondOf(2, [], { health: [healthOf(10), null] }))
    expect(notices()).toEqual([])
  })

  test('one that has done its part needs say nothing more', () => {
    write(0, 'told', 'told')
    for (const t of [1, 2, 3, 4]) write(t, 'told', 'ended')
    expect(notices()).toEqual([])
  })

  test('a run that has ended says in its report what became of them', () => {
    for (const t of [0, 1, 2, 3]) write(t, 'told', 'silent')
    expect(notices()).toHaveLength(1)
    writer.finish(COMPLETED)
    expect(notices()).toEqual([])
  })
})
