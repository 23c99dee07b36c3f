/** What every generator of a benchmark prints at its end: one line of JSON, about the time after its warm-up. */
export interface GeneratorResult {
  requests: number
  failures: number
  /** User and system time of the generator's own process. */
  cpuSeconds: number
  wallSeconds: number
  rssBytes: number
  /** The most it ever was, warm-up included. */
  peakRssBytes: number
}

export interface Counted {
  requests: number
  failures: number
}

/** Compiling and connecting are left out: a load test lasts minutes, a round of a benchmark seconds. */
export const WARM_UP_S = 1

/** Counts and CPU time from `begin` to `report`. Before `begin` is called, from its making. */
export class Meter {
  readonly #count: () => Counted
  #before: Counted
  #cpu = process.cpuUsage()
  #startedAt = performance.now()

  /** `count` reads the generator's counters. */
  constructor(count: () => Counted) {
    this.#count = count
    this.#before = count()
  }

  begin(): void {
    this.#before = this.#count()
    this.#cpu = process.cpuUsage()
    this.#startedAt = performance.now()
  }

  /** Prints the result. */
  report(): void {
    const { user, system } = process.cpuUsage(this.#cpu)
    const { requests, failures } = this.#count()
    const result: GeneratorResult = {
      requests: requests - this.#before.requests,
      failures: failures - this.#before.failures,
      cpuSeconds: (user + system) / 1e6,
      wallSeconds: (performance.now() - this.#startedAt) / 1000,
      rssBytes: process.memoryUsage().rss,
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
    }
    process.stdout.write(`${JSON.stringify(result)}\n`)
  }
}
