/**
 * Rounds of several generators. All of a round run one after the other, and every other round in reverse, so that each has
 * the same neighbours and a machine that gets slower meets all alike. Ratios are taken within a round.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { GENERATOR_CORE, pinned } from './cores.ts'
import type { GeneratorResult } from './generators/report.ts'
import { median, medianEstimate, pairedRatio, type Estimate } from './statistics.ts'

const run = promisify(execFile)

/** A generator that waits for its server works in smaller portions, and a request costs it more, or less. */
const BUSY = 0.9

export interface Contestant {
  name: string
  run: () => Promise<GeneratorResult>
}

export class Rounds {
  readonly #results: Map<string, GeneratorResult[]>

  constructor(results: Map<string, GeneratorResult[]>) {
    this.#results = results
  }

  of(name: string): GeneratorResult[] {
    const results = this.#results.get(name)
    if (!results) throw new Error(`${name} did not run`)
    return results
  }

  /** Requests per second of the generator's CPU time. */
  rate(name: string): Estimate {
    return medianEstimate(this.#rates(name))
  }

  /** Rate of one by the rate of the other, round by round. */
  ratio(name: string, base: string): Estimate {
    return pairedRatio(this.#rates(name), this.#rates(base))
  }

  peakRssBytes(name: string): number {
    return median(this.of(name).map((result) => result.peakRssBytes))
  }

  /** What must not go unsaid about a contestant; undefined when all went well. */
  note(name: string): string | undefined {
    const failures = this.of(name).reduce((sum, result) => sum + result.failures, 0)
    const busy = median(this.of(name).map(({ cpuSeconds, wallSeconds }) => cpuSeconds / wallSeconds))
    const remarks = [
      failures > 0 ? `${failures} failures` : null,
      busy < BUSY
        ? `its core was busy only ${Math.round(busy * 100)} % of the time: the server, or others, held it up`
        : null,
    ].filter((remark) => remark !== null)
    return remarks.length > 0 ? remarks.join('; ') : undefined
  }

  #rates(name: string): number[] {
    return this.of(name).map(({ requests, cpuSeconds }) => requests / cpuSeconds)
  }
}

/** Put those next to each other in the list whose ratio counts. */
export async function runRounds(contestants: Contestant[], count: number): Promise<Rounds> {
  const results = new Map<string, GeneratorResult[]>(contestants.map(({ name }) => [name, []]))
  for (let round = 0; round < count; round++) {
    const order = round % 2 === 0 ? contestants : contestants.toReversed()
    for (const contestant of order) results.get(contestant.name)!.push(await contestant.run())
  }
  return new Rounds(results)
}

export interface GeneratorOptions {
  /** Options of Node itself. */
  node?: string[]
  /** Default: the generator's core. */
  cores?: string
}

/**
 * Runs a file of `generators/` and returns the line of JSON it prints last.
 * @throws Error when it fails, with what it said
 */
export async function generate<Result = GeneratorResult>(
  file: string,
  args: (string | number)[],
  { node = [], cores = GENERATOR_CORE }: GeneratorOptions = {},
): Promise<Result> {
  const path = join(import.meta.dirname, 'generators', file)
  const [command, all] = pinned(cores, process.execPath, [...node, path, ...args.map(String)])
  const { stdout } = await run(command, all, { maxBuffer: 64 * 1024 * 1024 })
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Result
}

/** A plan of `generators/`. */
export function planFile(name: string): string {
  return join(import.meta.dirname, 'generators', `${name}.plan.yaml`)
}
