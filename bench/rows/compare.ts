/** What it costs to compare two builds: many runs of many endpoints, from the history, by the window's reader and by the command line. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ComparingResult } from '../comparing.ts'
import type { Group } from '../group.ts'
import { plainRow, rowOf, type Row } from '../row.ts'
import { medianEstimate } from '../statistics.ts'
import { writeSyntheticRun } from '../syntheticRun.ts'

const run = promisify(execFile)
const ENDPOINTS = 200
/** What the plan of synthetic runs leaves out. */
const WARM_UP_S = 10
const COMMAND = join(import.meta.dirname, '../../bin/loadwright.js')

export const compare: Group = {
  name: 'compare',
  method: `two builds of 5 runs of 300 s × ${ENDPOINTS} endpoints (2 of 60 s with --quick), 20–100 requests each a second, 1 % failures; the second build 8 % slower. Response times at four percentiles and failures of each endpoint with their intervals, from the histograms of each second in a history. Reader: what the window asks (\`node bench/comparing.ts\`). Given up: at ten moments spread over it.`,
  async measure({ quick, log }) {
    const [runs, seconds, rounds, cancels] = quick ? [2, 60, 1, 3] : [5, 300, 5, 10]
    const folder = mkdtempSync(join(tmpdir(), 'loadwright-bench-'))
    const file = join(folder, 'history.db')
    try {
      log(`${2 * runs} runs of ${seconds} s × ${ENDPOINTS} endpoints are written`)
      for (const [place, build] of ['a', 'b'].entries())
        for (let number = 0; number < runs; number++)
          writeSyntheticRun(file, {
            seconds: seconds + WARM_UP_S,
            endpoints: ENDPOINTS,
            build,
            seed: 1 + place * runs + number,
            slower: build === 'b' ? 1.08 : 1,
          })
      log(`compared ${rounds} times, given up ${cancels} times`)
      const args = [file, '--rounds', String(rounds), '--cancels', String(cancels), '--json']
      const { stdout } = await run(process.execPath, [join(import.meta.dirname, '../comparing.ts'), ...args])
      const reader = JSON.parse(stdout.trim().split('\n').at(-1)!) as ComparingResult
      log(`by the command line ${rounds} times`)
      const commandMs: number[] = []
      for (let round = 0; round < rounds; round++) {
        const startMs = performance.now()
        await run(process.execPath, [COMMAND, 'compare', 'a', 'b', '--history', file])
        commandMs.push(performance.now() - startMs)
      }
      return rowsOf(reader, commandMs, `${runs} × ${runs} runs of ${seconds} s`)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

function rowsOf(reader: ComparingResult, commandMs: readonly number[], what: string): Row[] {
  const { answerMs, cpuMs, cancelMs, longestSilenceMs, longestStretchMs, peakRssBytes } = reader
  return [
    rowOf(
      { id: 'compare.answer', what: `${what} compared by the reader`, unit: 'ms', target: { atMost: 5000 } },
      medianEstimate(answerMs),
    ),
    rowOf(
      {
        id: 'compare.command',
        what: `${what} compared by \`loadwright compare\``,
        unit: 'ms',
        target: { atMost: 5000 },
      },
      medianEstimate(commandMs),
    ),
    rowOf({ id: 'compare.cpu', what: 'of the reader, its processor time', unit: 'ms' }, medianEstimate(cpuMs)),
    plainRow(
      {
        id: 'compare.silence',
        what: 'longest time without news of how far it is',
        unit: 'ms',
        target: { atMost: 500 },
      },
      longestSilenceMs,
      answerMs.length,
    ),
    plainRow(
      {
        id: 'compare.stretch',
        what: 'longest stretch in which the reader hears nobody',
        unit: 'ms',
        target: { atMost: 100 },
      },
      longestStretchMs,
      answerMs.length,
    ),
    plainRow(
      { id: 'compare.cancel', what: 'given up: until it has ended, the slowest', unit: 'ms', target: { atMost: 100 } },
      Math.max(...cancelMs),
      cancelMs.length,
    ),
    plainRow(
      { id: 'compare.memory', what: 'memory of the process that compared, at most', unit: 'MB' },
      peakRssBytes / 1e6,
    ),
  ]
}
