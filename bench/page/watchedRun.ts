/** A run that the workbench starts on a core of its own, and what the engine did in parts of it. */
import { connectRpc } from '../../src/contract/rpc/connectRpc.ts'
import type { Workbench } from '../../src/contract/workbench.ts'
import { openHistory } from '../../src/host/storage/history.ts'
import { openPageChannel } from '../../src/server/testing/pageChannel.ts'
import { makeWorkspace } from '../../test/e2e/workbench.ts'
import { GENERATOR_CORE, pinProcess } from '../cores.ts'
import { childrenOf } from './processCpu.ts'
import { servePinned } from './servePinned.ts'

export interface EngineWork {
  requests: number
  failures: number
  /** Of all engine processes, as they say themselves. */
  cpuSeconds: number
  seconds: number
}

/** Of a run, from `fromMs` to `toMs` by the clock (Unix). */
export interface Stretch {
  fromMs: number
  toMs: number
}

export interface GoingRun {
  /** The workbench, with its token. */
  url: string
  /** Of the host. */
  pid: number
  /** Resolves when the run has ended, whatever became of it. */
  ended: Promise<void>
  /** Of its load; what is under way ends. */
  stop: () => Promise<void>
}

/**
 * Starts the scenario `bench` of a plan, and returns when it has ended.
 * @param hostCores what the host has, and whatever it does not give to the engines
 * @param prepare before the run is started
 * @param during while it goes on; what it returns stretches of is looked up in the history afterwards
 */
export async function runWatched<P, S>(
  plan: string,
  hostCores: string,
  prepare: (url: string) => Promise<P>,
  during: (run: GoingRun, prepared: P) => Promise<S>,
): Promise<{ seen: S; workIn: (stretches: Stretch[]) => EngineWork[]; remove: () => void }> {
  const workspace = makeWorkspace({ 'bench.plan.yaml': plan })
  const served = await servePinned(workspace, hostCores)
  const client = connectRpc<Workbench>({ open: () => openPageChannel(served.url), once: true })
  try {
    const prepared = await prepare(served.url)
    const before = new Set(childrenOf(served.pid))
    const { run } = await client.call('runs.start', { plan: 'bench.plan.yaml', scenario: 'bench' })
    for (const pid of childrenOf(served.pid)) if (!before.has(pid)) pinProcess(pid, GENERATOR_CORE)
    const ended = untilEnded(client, run)
    const stop = async (): Promise<void> => void (await client.call('runs.steer', { run, action: { type: 'stop' } }))
    const seen = await during({ url: served.url, pid: served.pid, ended, stop }, prepared)
    await ended
    return {
      seen,
      workIn: (stretches) => workIn(workspace.historyFile, run, stretches),
      remove: () => workspace.remove(),
    }
  } finally {
    client.close()
    await served.close()
  }
}

/** Nobody is told of the ticks for that. */
function untilEnded(client: ReturnType<typeof connectRpc<Workbench>>, run: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void =>
      void client.call('runs.active', {}).then((active) => {
        if (active.every(({ id }) => id !== run)) resolve()
      }, reject)
    client.subscribe('runs.changed', {}, { value: look })
    look()
  })
}

/** By what was stored, as in the report; whole seconds that lie within the stretch. */
function workIn(historyFile: string, id: string, stretches: Stretch[]): EngineWork[] {
  const history = openHistory(historyFile, { readOnly: true })
  try {
    const reader = history.findRun(id)
    const { startedAtMs } = reader.run()
    return stretches.map(({ fromMs, toMs }) => {
      const [fromS, toS] = [Math.ceil((fromMs - startedAtMs) / 1000), Math.floor((toMs - startedAtMs) / 1000)]
      const work = { requests: 0, failures: 0, cpuSeconds: 0, seconds: toS - fromS }
      for (const { series, window } of reader.mergedWindow(fromS, toS))
        work[series.outcome === 'ok' ? 'requests' : 'failures'] += window.count
      const health = reader.health(fromS, toS)
      for (const { engines } of health) for (const engine of engines) work.cpuSeconds += (engine?.cpuPercent ?? 0) / 100
      if (health.length !== work.seconds || work.requests === 0)
        throw new Error(
          `The run ${id} has ${health.length} readings and ${work.requests} requests from second ${fromS} to ${toS}: it cannot be judged.`,
        )
      return work
    })
  } finally {
    history.close()
  }
}
