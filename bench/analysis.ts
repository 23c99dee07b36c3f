/**
 * What those who look at a run wait for: questions of the window about an hour of many endpoints, answered by the reader's thread.
 *
 *   node bench/analysis.ts [--seconds 3600] [--endpoints 200] [--file FILE]
 *
 * `--file`: keeps the history, and uses it when it is there already.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createAnalysis } from '../src/host/reading/readerClient.ts'
import { writeSyntheticRun } from './syntheticRun.ts'
import { syntheticSeconds } from './syntheticSeconds.ts'

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3600' },
    endpoints: { type: 'string', default: '200' },
    file: { type: 'string' },
  },
})
const seconds = Number(options.seconds)
const folder = mkdtempSync(join(tmpdir(), 'loadwright-bench-'))
const file = options.file ?? join(folder, 'history.db')
/** Where the windows begin that are brushed: the same every time. */
const { random } = syntheticSeconds({
  endpoints: 0,
  samples: { fewest: 0, most: 0 },
  failureShare: 0,
  serviceDiffers: false,
})

if (!existsSync(file)) writeSyntheticRun(file, { seconds, endpoints: Number(options.endpoints) })
const analysis = createAnalysis({
  historyFile: file,
  workerFile: join(import.meta.dirname, '../src/host/reading/index.ts'),
})
const { methods } = analysis
const { signal } = new AbortController()
const filter = { endpoint: null, userType: null, trustedOnly: false }
const one = { endpoint: { name: 'GET /api/resources/7/:id', kind: 'http' }, userType: null, trustedOnly: false }
/** As many as a table shows, and some around them. */
const shown = Array.from({ length: 40 }, (_, place) => ({ name: `GET /api/resources/${place}/:id`, kind: 'http' }))
const latency = { of: 'ok', from: 'intended' } as const
const run = 'last'
const whole = { fromS: 0, toS: seconds }

/** The thread is there after the first question; later ones are of a run that is known. Processor time tells more where others want them, too. */
async function measure(what: string, ask: () => unknown, times = 3): Promise<void> {
  const taken: number[] = []
  const worked: number[] = []
  let answer: unknown
  for (let time = 0; time < times; time++) {
    const startMs = performance.now()
    const before = process.cpuUsage()
    answer = await ask()
    taken.push(performance.now() - startMs)
    const { user, system } = process.cpuUsage(before)
    worked.push((user + system) / 1000)
  }
  const text = (list: number[]): string => list.map((ms) => ms.toFixed(0).padStart(6)).join('')
  const stepS = (answer as { stepS?: number }).stepS
  const steps = stepS === undefined ? '' : `   steps of ${stepS} s`
  console.log(`${what.padEnd(44)} ${text(taken)} ms   cpu ${text(worked)} ms${steps}`)
}

const timeline = (window: typeof whole, points: number, of = filter as typeof filter | typeof one): unknown =>
  methods['run.timeline']({ run, window, filter: of, points, latency, percentiles: [50, 95, 99] }, { signal })

try {
  await measure('open', () => methods['run.open']({ run }, { signal }))
  await measure('window: whole', () => methods['run.window']({ run, window: whole, filter }, { signal }))
  await measure('window: all but the first and last second', () =>
    methods['run.window']({ run, window: { fromS: 1, toS: seconds - 1 }, filter }, { signal }),
  )
  await measure(
    'window: brushed, five of them',
    () => {
      const fromS = Math.floor(random() * seconds)
      const toS = fromS + 1 + Math.floor(random() * (seconds - fromS))
      return methods['run.window']({ run, window: { fromS, toS }, filter }, { signal })
    },
    5,
  )
  await measure('timeline: whole, 900 points', () => timeline(whole, 900))
  await measure('timeline: 15 min, 900 points', () => timeline({ fromS: 600, toS: 1500 }, 900))
  await measure('timeline: 2 min, 900 points', () => timeline({ fromS: 600, toS: 720 }, 900))
  await measure('timeline: one endpoint, 900 points', () => timeline(whole, 900, one))
  await measure('heatmap: whole, 400 columns', () =>
    methods['run.heatmap']({ run, window: whole, filter, points: 400, latency }, { signal }),
  )
  await measure('distribution: whole', () =>
    methods['run.distribution']({ run, window: whole, filter, latency }, { signal }),
  )
  for (const [name, window] of [
    ['whole', whole],
    ['all but the first and last second', { fromS: 1, toS: seconds - 1 }],
    ['41 min with the most tiles', { fromS: 59, toS: 2521 }],
  ] as const)
    await measure(`by endpoint: ${name}`, () =>
      methods['run.endpointDistributions']({ run, window, filter, latency, percentiles: [50, 95, 99] }, { signal }),
    )
  await measure('strips: whole', () =>
    methods['run.strips']({ run, window: whole, filter, endpoints: null }, { signal }),
  )
  await measure('strips: whole, 40 endpoints', () =>
    methods['run.strips']({ run, window: whole, filter, endpoints: shown }, { signal }),
  )
  await measure('errors: whole', () => methods['run.errors']({ run, window: whole, filter }, { signal }))
  await measure('health: whole, 900 points', () =>
    methods['run.health']({ run, window: whole, points: 900 }, { signal }),
  )
  await measure('findings', () => methods['run.findings']({ run }, { signal }), 2)
  console.log(`memory ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`)
} finally {
  await analysis.close()
  rmSync(folder, { recursive: true, force: true })
}
