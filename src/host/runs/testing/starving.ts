/** Ways to starve an engine, each for real: what the tests of trust and its calibration (bench/trust.ts) have in common. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { childProcessEngines, type SpawnEngine } from '../engineProcess.ts'

export interface Starving {
  spawn: SpawnEngine
  /** Ends what starves. */
  end(): Promise<void>
}

const nothing = (): Promise<void> => Promise.resolve()

/** A busy loop in the engine's own process: of each `everyMs` it takes `busyMs`. */
export function busyLoop(file: string, busyMs: number, everyMs: number): Starving {
  const code = `setInterval(() => { const from = performance.now(); while (performance.now() - from < ${busyMs}); }, ${everyMs}).unref()`
  const importing = `--import=data:text/javascript,${encodeURIComponent(code)}`
  return { spawn: childProcessEngines(file, { execArgv: [...process.execArgv, importing] }), end: nothing }
}

/** As few open files as `ulimit -n` allows. */
export function fewDescriptors(file: string, limit: number): Starving {
  return { spawn: preparedBy(file, `ulimit -n ${limit}`), end: nothing }
}

/** Other processes that never rest, on the one core that is left to the engine. */
export function busyNeighbours(file: string, count: number): Starving {
  const core = String(availableParallelism() - 1)
  const neighbours = Array.from({ length: count }, () =>
    spawn('taskset', ['-c', core, process.execPath, '-e', 'for (;;);'], { stdio: 'ignore' }),
  )
  const exits = neighbours.map((neighbour) => once(neighbour, 'exit'))
  return {
    spawn: childProcessEngines(file, { execPath: 'taskset', execArgv: ['-c', core, process.execPath] }),
    end: async () => {
      for (const neighbour of neighbours) neighbour.kill('SIGKILL')
      await Promise.all(exits)
    },
  }
}

/** A CPU limit of so many percent of one core. Null where this process may not make control groups. */
export function cpuLimit(file: string, percent: number): Starving | null {
  const name = `loadwright-${process.pid}`
  for (const [group, member, file_, limit] of [
    [`/sys/fs/cgroup/cpu/${name}`, 'tasks', 'cpu.cfs_quota_us', String(percent * 1000)],
    [`/sys/fs/cgroup/${name}`, 'cgroup.procs', 'cpu.max', `${percent * 1000} 100000`],
  ] as const) {
    try {
      mkdirSync(group)
      writeFileSync(`${group}/${file_}`, limit)
      return {
        spawn: preparedBy(file, `echo $$ > ${group}/${member}`),
        end: async () => removeGroup(group),
      }
    } catch {
      // Not permitted, or another version of control groups.
    }
  }
  return null
}

async function removeGroup(group: string): Promise<void> {
  // A process that has just ended is still counted for a moment.
  for (let tries = 0; tries < 100; tries++) {
    try {
      return rmdirSync(group)
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

/** A shell does `line` first and then becomes the engine. */
function preparedBy(file: string, line: string): SpawnEngine {
  return childProcessEngines(file, {
    execPath: '/bin/sh',
    execArgv: ['-c', `${line} && exec "$0" "$@"`, process.execPath, ...process.execArgv],
  })
}
