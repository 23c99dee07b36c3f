import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, closeSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it } from 'vitest'
import { createHealthMonitor } from './health.ts'
import type { HealthMonitor } from './health.ts'

let monitor: HealthMonitor | null = null
afterEach(() => {
  monitor?.close()
  monitor = null
})

function block(durationMs: number): void {
  const endMs = performance.now() + durationMs
  while (performance.now() < endMs);
}

function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

describe('createHealthMonitor', () => {
  it('sees a stall wherever it begins, also right behind a sample, and counts it once', () => {
    monitor = createHealthMonitor()
    monitor.sample(0)
    block(120)
    const stalled = monitor.sample(0).eventLoopDelayMs
    expect(stalled.max).toBeGreaterThanOrEqual(105)
    // Whatever was due during the stall waited, on average, half of it.
    expect(stalled.p50).toBeGreaterThan(stalled.max * 0.3)
    expect(stalled.p50).toBeLessThan(stalled.max * 0.7)
    expect(monitor.sample(0).eventLoopDelayMs.max).toBeLessThan(100)
  })

  it('reports the lag of what was due, and none when nothing was', () => {
    monitor = createHealthMonitor()
    expect(monitor.sample(0).scheduleLagMs).toBeNull()
    for (let i = 1; i <= 1000; i++) monitor.lag(i / 100)
    monitor.lag(-5)
    const lag = monitor.sample(0).scheduleLagMs
    expect(lag?.max).toBe(10)
    // The 991st of 1,001 values, 0 and 0.01 … 10.00 ms.
    expect(lag?.p99).toBeGreaterThanOrEqual(9.9)
    expect(lag?.p99).toBeLessThanOrEqual(9.9 * 1.001)
    expect(monitor.sample(0).scheduleLagMs).toBeNull()
  })

  it('measures processor time against the clock', () => {
    monitor = createHealthMonitor()
    monitor.sample(0)
    const startMs = performance.now()
    const before = process.cpuUsage()
    block(100)
    const used = process.cpuUsage(before)
    const expected = (used.user + used.system) / (10 * (performance.now() - startMs))
    expect(Math.abs(monitor.sample(0).cpuPercent - expected)).toBeLessThan(25)
  })

  it('sees garbage collections', async () => {
    monitor = createHealthMonitor()
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    collect()
    // Entries are delivered by the event loop.
    await turnOfLoop()
    await turnOfLoop()
    const { gcPauseMs } = monitor.sample(0)
    expect(gcPauseMs.max).toBeGreaterThan(0)
    expect(gcPauseMs.total).toBeGreaterThanOrEqual(gcPauseMs.max)
  })

  it('counts sockets, memory and descriptors', () => {
    monitor = createHealthMonitor()
    const first = monitor.sample(42)
    expect(first.sockets).toBe(42)
    expect(first.rssBytes).toBeGreaterThan(first.heapBytes)
    const open = Array.from({ length: 20 }, () => openSync(process.execPath, 'r'))
    const second = monitor.sample(0)
    for (const descriptor of open) closeSync(descriptor)
    if (process.platform === 'linux') {
      expect((second.descriptors?.open ?? 0) - (first.descriptors?.open ?? 0)).toBeGreaterThanOrEqual(15)
      expect(second.descriptors?.limit).toBeGreaterThan(second.descriptors?.open ?? Infinity)
    } else {
      expect(second.descriptors).toBeNull()
    }
  })

  it('counts what failed for a limit of this machine, once', () => {
    monitor = createHealthMonitor()
    monitor.ownFailure()
    monitor.ownFailure()
    expect(monitor.sample(0).ownFailures).toBe(2)
    expect(monitor.sample(0).ownFailures).toBe(0)
  })

  it('tells the share of the time, and of what was due, that was late', () => {
    monitor = createHealthMonitor()
    monitor.sample(0)
    for (let i = 1; i <= 100; i++) monitor.lag(i <= 75 ? 1 : 50)
    block(200)
    const { scheduleLagMs, eventLoopDelayMs } = monitor.sample(0)
    expect(scheduleLagMs?.lateShare).toBeCloseTo(0.25, 12)
    // All but the last 10 ms of the stall.
    expect(eventLoopDelayMs.lateShare).toBeGreaterThan(0.8)
    expect(monitor.sample(0).scheduleLagMs).toBeNull()
  })

  it.runIf(process.platform === 'linux')('goes on when no descriptor is left', async () => {
    const script = `
      import { openSync } from 'node:fs'
      import { createHealthMonitor } from '${new URL('health.ts', import.meta.url).href}'
      const monitor = createHealthMonitor()
      const before = monitor.sample(3)
      try { for (;;) openSync('/dev/null') } catch { /* none left */ }
      const { rssBytes, descriptors, suspendedMs } = monitor.sample(3)
      console.log(JSON.stringify({ isKnown: rssBytes === before.rssBytes, descriptors, suspendedMs }))
      process.exit()`
    const child = spawn('/bin/sh', [
      '-c',
      'ulimit -n 64 && exec "$0" --input-type=module -e "$1"',
      process.execPath,
      script,
    ])
    let output = ''
    child.stdout.on('data', (data: Buffer) => (output += data.toString()))
    child.stderr.on('data', (data: Buffer) => (output += data.toString()))
    await once(child, 'close')
    const said = JSON.parse(output) as { isKnown: boolean; descriptors: { open: number; limit: number } }
    expect(said).toMatchObject({ isKnown: true, suspendedMs: 0 })
    expect(said.descriptors.open).toBeGreaterThanOrEqual(said.descriptors.limit)
  })

  it('does not keep the process alive', async () => {
    const script = `import(${JSON.stringify(new URL('health.ts', import.meta.url).href)}).then(({ createHealthMonitor }) => createHealthMonitor().sample(0))`
    const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' })
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})
