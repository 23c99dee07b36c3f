/**
 * What a comparison of two builds costs: asked as the window asks its reader, in this process, and given up at many moments.
 *
 *   node bench/comparing.ts FILE [--baseline a] [--candidate b] [--rounds 3] [--cancels 10] [--json]
 *
 * FILE is a history, see bench/syntheticRun.ts.
 */
import { parseArgs } from 'node:util'
import { compareSchema, type ComparisonNews } from '../src/contract/methods/builds.ts'
import { analysisHandlers } from '../src/host/reading/analysisHandlers.ts'

/** The line that `--json` adds at the end. */
export interface ComparingResult {
  /** From the question to the answer, round by round. */
  answerMs: number[]
  /** Of processor time, also of the engine's own threads. */
  cpuMs: number[]
  /** Between two things that were heard of it: how far it is, or the answer. */
  longestSilenceMs: number
  /** In which the thread has ears for nobody else. */
  longestStretchMs: number
  /** From the moment at which it was given up until it had ended. */
  cancelMs: number[]
  peakRssBytes: number
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    baseline: { type: 'string', default: 'a' },
    candidate: { type: 'string', default: 'b' },
    rounds: { type: 'string', default: '3' },
    cancels: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
})
const [file] = positionals
if (file === undefined) throw new Error('Name the file of a history.')
const question = compareSchema.parse({ baseline: options.baseline, candidate: options.candidate })
const handlers = analysisHandlers(file)

async function compare(signal: AbortSignal, heard: (news: ComparisonNews) => void): Promise<void> {
  await handlers.streams['builds.compare'](question, { signal, emit: heard })
}

const [answerMs, cpuMs]: [number[], number[]] = [[], []]
let [longestSilenceMs, longestStretchMs] = [0, 0]
for (let round = 0; round < Number(options.rounds); round++) {
  const startMs = performance.now()
  const startCpu = process.cpuUsage()
  let heardMs = startMs
  let isOver = false
  const stretches = (async () => {
    for (let turnMs = performance.now(); !isOver;) {
      await new Promise((resolve) => void setImmediate(resolve))
      longestStretchMs = Math.max(longestStretchMs, performance.now() - turnMs)
      turnMs = performance.now()
    }
  })()
  let last: ComparisonNews | null = null
  await compare(new AbortController().signal, (news) => {
    last = news
    longestSilenceMs = Math.max(longestSilenceMs, performance.now() - heardMs)
    heardMs = performance.now()
  })
  answerMs.push(performance.now() - startMs)
  const { user, system } = process.cpuUsage(startCpu)
  cpuMs.push((user + system) / 1000)
  isOver = true
  await stretches
  if ((last as ComparisonNews | null)?.kind !== 'compared') throw new Error(`It ended with ${JSON.stringify(last)}`)
}

const cancelMs: number[] = []
const cancels = Number(options.cancels)
const typicalMs = answerMs.toSorted((one, other) => one - other)[answerMs.length >> 1]!
for (let cancel = 0; cancel < cancels; cancel++) {
  const abort = new AbortController()
  const dueMs = performance.now() + (typicalMs * (cancel + 0.5)) / cancels
  const timer = setTimeout(() => abort.abort(), dueMs - performance.now())
  await compare(abort.signal, () => {}).catch((error: unknown) => {
    if (!abort.signal.aborted) throw error
  })
  clearTimeout(timer)
  // One that was faster this time was over before.
  if (abort.signal.aborted) cancelMs.push(performance.now() - dueMs)
}
handlers.close()

const result: ComparingResult = {
  answerMs,
  cpuMs,
  longestSilenceMs,
  longestStretchMs,
  cancelMs,
  peakRssBytes: process.resourceUsage().maxRSS * 1024,
}
const text = (values: readonly number[]): string => values.map((value) => value.toFixed(0)).join(', ')
console.log(
  `answers   ${text(answerMs)} ms (processor ${text(cpuMs)}), ${(result.peakRssBytes / 1e6).toFixed(0)} MB at most`,
)
console.log(`silence   ${longestSilenceMs.toFixed(0)} ms; at a stretch ${longestStretchMs.toFixed(0)} ms`)
console.log(`given up  after ${text(cancelMs)} ms`)
if (options.json) console.log(JSON.stringify(result))
