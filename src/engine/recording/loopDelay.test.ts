/**
 * Does the watch see what someone outside sees? A process that blocks its event loop in a known way answers pings; how long
 * the answers take is a measure of its delays that shares nothing with ours.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'
import type { LoopDelays } from './loopDelay.ts'

let child: ChildProcess | null = null
afterEach(() => {
  child?.kill('SIGKILL')
  child = null
})

const WATCHED_MS = 3000

/** Echoes what it gets; of each 400 ms it is blocked for 300. Prints its port, and after three seconds what it saw. */
const BLOCKED = `
import { createServer } from 'node:net'
import { createLoopDelayRecorder } from '${new URL('loopDelay.ts', import.meta.url).href}'
import { openThreadTime } from '${new URL('threadTime.ts', import.meta.url).href}'
const server = createServer((socket) => {
  const watch = createLoopDelayRecorder(openThreadTime())
  socket.pipe(socket)
  const block = () => { const from = performance.now(); while (performance.now() - from < 300); }
  const timer = setInterval(block, 400)
  setTimeout(() => { console.log(JSON.stringify(watch.take())); clearInterval(timer); socket.end() }, ${WATCHED_MS})
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
`

/** Answer times in ms of pings sent every 5 ms, in the order they were sent. */
async function ping(socket: Socket): Promise<number[]> {
  const sentMs: number[] = []
  const times: number[] = []
  socket.on('data', (data) => {
    for (let i = 0; i < data.length; i++) times.push(performance.now() - sentMs[times.length]!)
  })
  const timer = setInterval(() => {
    sentMs.push(performance.now())
    socket.write('.')
  }, 5)
  await once(socket, 'end')
  clearInterval(timer)
  return times
}

async function watch(): Promise<{ seen: LoopDelays; times: number[] }> {
  child = spawn(process.execPath, ['--input-type=module', '-e', BLOCKED], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const line = async (): Promise<unknown> => JSON.parse((await lines.next()).value as string)
  const socket = connect((await line()) as number, '127.0.0.1')
  socket.setNoDelay()
  await once(socket, 'connect')
  const times = await ping(socket)
  return { seen: (await line()) as LoopDelays, times }
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1]!
}

test('what it sees is what is seen from outside', async () => {
  // Where something else has the machine, the pings are late by themselves: then it is tried again.
  for (let tries = 1; ; tries++) {
    const { seen, times } = await watch()
    const outside = { p50: quantile(times, 0.5), p99: quantile(times, 0.99), max: quantile(times, 1) }
    const late = times.filter((ms) => ms > 10).length / times.length
    const { p50, p99, max, lateShare } = seen.delay
    const apart = Math.max(
      Math.abs(p50 - outside.p50),
      Math.abs(p99 - outside.p99),
      Math.abs(max - outside.max),
      // A tenth of the time is as wrong as 40 ms.
      Math.abs(lateShare - late) * 400,
    )
    if (apart > 40 && tries < 4) continue
    expect(apart).toBeLessThan(40)
    // In theory: 300 ms less what has passed of them, for three quarters of the time.
    expect(outside.p50).toBeGreaterThan(50)
    expect(outside.max).toBeGreaterThan(280)
    return
  }
}, 30_000)

test.runIf(process.platform === 'linux')('it tells a thread that ran from one that was stopped', async () => {
  const { seen } = await watch()
  // The busy loop ends by the clock: what it did not run, it waited for a processor.
  expect(seen.longest!.ranMs + seen.longest!.waitedMs).toBeGreaterThan(250)
  const stopped = await watchStopped()
  expect(stopped.delay.max).toBeGreaterThan(400)
  expect(stopped.longest!.ranMs + stopped.longest!.waitedMs).toBeLessThan(stopped.delay.max / 2)
})

/** Says when it watches, and what it saw when it is told that it was stopped and goes on. */
const WATCHING = `
import { createLoopDelayRecorder } from '${new URL('loopDelay.ts', import.meta.url).href}'
import { openThreadTime } from '${new URL('threadTime.ts', import.meta.url).href}'
const watch = createLoopDelayRecorder(openThreadTime())
process.stdin.on('data', () => { console.log(JSON.stringify(watch.take())); process.exit() })
console.log('null')
`

async function watchStopped(): Promise<LoopDelays> {
  child?.kill('SIGKILL')
  child = spawn(process.execPath, ['--input-type=module', '-e', WATCHING], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  await lines.next()
  child.kill('SIGSTOP')
  await new Promise((resolve) => setTimeout(resolve, 500))
  child.kill('SIGCONT')
  child.stdin!.write('.')
  return JSON.parse((await lines.next()).value as string) as LoopDelays
}
