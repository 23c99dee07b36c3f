/** What was written before the disk was full is taken over as it was. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ErrorCount } from '../../core/recording/second.ts'
import { openHistory } from '../storage/history.ts'
import { newRun, secondOf, seriesOf } from '../storage/testing/syntheticSeconds.ts'
import { RunKeeper } from './runKeeper.ts'

test('errors keep the seconds in which they were', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-keeper-'))
  const history = openHistory(join(folder, 'history.db'), { maxBytes: 2_000_000 })
  try {
    const keeper = new RunKeeper(history, null)
    keeper.start(newRun())
    const errors = (t: number): ErrorCount[] => [
      { class: 'status', endpoint: 'GET /', message: '503', count: 1 + (t % 3) },
      { class: 'dns', endpoint: 'e'.repeat(50_000), message: `only in ${t}`, count: 2 },
    ]
    const write = (t: number) =>
      keeper.write(
        secondOf(t, [{ series: seriesOf('GET /'), latenciesUs: [1000], servicesUs: null }], { errors: errors(t) }),
      )
    let seconds = 0
    while (!keeper.lost) write(seconds++)
    for (const end = seconds + 5; seconds < end; seconds++) write(seconds)

    expect(seconds).toBeGreaterThan(10)
    const reader = keeper.reader()
    for (let t = 0; t < seconds; t++)
      expect(new Map(reader.errorsBetween(t, t + 1).map(({ message, inWindow }) => [message, inWindow]))).toEqual(
        new Map([
          ['503', 1 + (t % 3)],
          [`only in ${t}`, 2],
        ]),
      )
  } finally {
    history.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
