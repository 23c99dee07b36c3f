/**
 * How many of the simplest requests one engine makes on this machine: a second of full load, by the engine that the run will
 * use, on a server of this process that answers without looking.
 */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import type { FromEngine, Shard, ToEngine } from '../../contract/engineMessages.ts'
import type { EngineSecond } from '../../core/recording/second.ts'
import { readPlan } from '../../core/plan/readPlan.ts'
import type { SpawnEngine } from '../runs/engineProcess.ts'
import { monotonicMs } from '../runs/monotonicClock.ts'
import { RunNotStartedError } from '../runs/prepareEngines.ts'

const USERS = 16
const START_DELAY_MS = 20
const RESPONSE = Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}')

const PLAN = (port: number): string => `
name: calibration
target: http://127.0.0.1:${port}
users: { Simple: { tasks: [ { name: ask, steps: [ { get: /, expect: { status: 200 } } ] } ] } }
scenarios: { calibration: { load: { users: ${USERS}, spawnRate: 100000, for: 1s }, gracefulStop: 0s } }
`

/** Requests per second of CPU time of one engine. @throws RunNotStartedError when the engine fails */
export async function calibrate(spawn: SpawnEngine): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    // One request stands in one packet here: nothing is sent before the answer has come.
    socket.on('data', () => socket.write(RESPONSE)).on('error', () => socket.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await fullSecond(spawn, planFor((server.address() as AddressInfo).port))
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

function planFor(port: number): Shard['plan'] {
  const noFiles = (): never => {
    throw new Error('the plan of the calibration names no files')
  }
  const { plan } = readPlan(
    { file: 'calibration', text: PLAN(port) },
    { environment: {}, folder: '/', files: { resolve: noFiles, csvColumns: noFiles } },
  )
  return plan!
}

function fullSecond(spawn: SpawnEngine, plan: Shard['plan']): Promise<number> {
  const engine = spawn()
  const post = (message: ToEngine): void => engine.channel.post(message)
  return new Promise<number>((resolve, reject) => {
    engine.onExit((how) => reject(new RunNotStartedError(`The engine ended while it was tried (${how}).`, true)))
    engine.channel.onMessage((raw) => {
      const message = raw as FromEngine
      if (message.type === 'ready') post({ type: 'start', startAtMs: monotonicMs() + START_DELAY_MS })
      else if (message.type === 'second') {
        // The first second is the whole load; what comes after it is its end.
        if (message.second.t === 0) resolve(perCpuSecond(message.second))
      } else if (message.type === 'failed') reject(new RunNotStartedError(message.message, message.bug))
    })
    post({ type: 'prepare', shard: { plan, scenario: 0, shard: 0, shards: 1, seed: 1, maxEndpointNames: 1 } })
  }).finally(() => engine.kill())
}

function perCpuSecond({ windows, health }: EngineSecond): number {
  const requests = windows.reduce((sum, { window }) => sum + window.count, 0)
  return health.cpuPercent > 0 ? (requests * 100) / health.cpuPercent : 0
}
