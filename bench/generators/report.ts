/** What every generator of a benchmark prints at its end: one line of JSON. */
export interface GeneratorResult {
  requests: number
  failures: number
  cpuSeconds: number
  wallSeconds: number
  rssBytes: number
}

export function reportResult(result: Omit<GeneratorResult, 'cpuSeconds' | 'rssBytes'>, cpu: NodeJS.CpuUsage): void {
  const cpuSeconds = (cpu.user + cpu.system) / 1e6
  process.stdout.write(
    `${JSON.stringify({ ...result, cpuSeconds, rssBytes: process.memoryUsage().rss } satisfies GeneratorResult)}\n`,
  )
}
