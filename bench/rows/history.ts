/** What the history costs: an hour of 200 endpoints, written as the host writes it, and asked as the window asks. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Group } from '../group.ts'
import { plainRow, type Row } from '../row.ts'
import type { StorageResult } from '../storage.ts'

const run = promisify(execFile)
const ENDPOINTS = 200

export const history: Group = {
  name: 'history',
  method: `${ENDPOINTS} endpoints, 20–100 requests each a second, 1 % failures, one second after the other without waiting (\`node bench/storage.ts\`). Arrivals: service time differs from response time in every request, so that there are two histograms.`,
  async measure({ quick, log }) {
    const seconds = quick ? 300 : 3600
    const rows: Row[] = []
    for (const service of ['same', 'differs']) {
      log(`${seconds / 60} minutes × ${ENDPOINTS} endpoints, service time ${service}`)
      const file = join(import.meta.dirname, '../storage.ts')
      const options = ['--seconds', String(seconds), '--endpoints', String(ENDPOINTS), '--service', service, '--json']
      const { stdout } = await run(process.execPath, [file, ...options])
      const result = JSON.parse(stdout.trim().split('\n').at(-1)!) as StorageResult
      const suffix = service === 'same' ? '' : ' of arrivals'
      const text = (name: string, what: string) => ({
        id: `history.${service}.${name}`,
        what: `history${suffix}: ${what}`,
      })
      rows.push(
        plainRow(
          { ...text('write', 'a second written, the slowest'), unit: 'ms', target: { atMost: 1000 } },
          result.slowestSecondMs,
          seconds,
        ),
        plainRow(
          {
            ...text('size', quick ? 'an hour, from 5 minutes' : 'an hour'),
            unit: 'MB',
            target: { atMost: 300 },
          },
          (result.fileBytes / 1e6) * (3600 / seconds),
        ),
        plainRow(
          { ...text('window', 'any window of it, the slowest'), unit: 'ms', target: { atMost: 200 } },
          result.slowestWindowMs,
          result.windows,
        ),
        plainRow({ ...text('open', 'the run opened'), unit: 'ms', target: { atMost: 1000 } }, result.openMs),
      )
    }
    return rows
  },
}
