/** Worker threads that do the same kind of work, and the line of those who wait for one. First come, first served. */
import { Worker } from 'node:worker_threads'
import type { WorkerAnswer, WorkerRequest } from './protocol.ts'

/** The database could not be asked: too many wait already, it took too long to get a connection, or it is gone. */
export class DatabaseBusyError extends Error {
  override readonly name = 'DatabaseBusyError'
}

export interface LaneStats {
  readonly connections: number
  readonly active: number
  readonly waiting: number
  readonly refused: number
}

export interface Lane {
  /** @throws {DatabaseBusyError} */
  ask(request: WorkerRequest): Promise<unknown>
  stats(): LaneStats
  /** Asks every worker of the lane, each once, whatever it is busy with. */
  askAll(request: WorkerRequest): Promise<void>
  /** Lets what is under way end, for at most `patienceMs`, and refuses what waits. */
  close(patienceMs: number): Promise<void>
}

interface Job {
  readonly request: WorkerRequest
  readonly queuedAtMs: number
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

interface Member {
  readonly worker: Worker
  readonly exited: Promise<void>
  job: Job | undefined
}

export function openLane(settings: {
  readonly workerUrl: URL
  readonly connections: number
  readonly mostWaiting: number
  readonly waitTimeoutMs: number
}): Lane {
  const idle: Member[] = []
  const members: Member[] = []
  // A list with a moving head: taking from the front of an array moves all that are behind it.
  let waiting: Job[] = []
  let head = 0
  let refused = 0
  let active = 0
  let closed = false
  let timer: NodeJS.Timeout | undefined

  function startMember(): Member {
    // Without the parent's flags: a test runner's loaders have no business in here.
    const worker = new Worker(settings.workerUrl, { execArgv: [] })
    const member: Member = {
      worker,
      exited: new Promise((resolve) => worker.once('exit', () => resolve())),
      job: undefined,
    }
    worker.on('message', (answer: WorkerAnswer) => {
      const { job } = member
      if (job === undefined) return // The answer to being closed.
      member.job = undefined
      active--
      if (answer.kind === 'result') job.resolve(answer.result)
      else job.reject(new Error(`the database answered: ${answer.message}`))
      release(member)
    })
    worker.on('error', (error) => {
      lose(member, error.message)
    })
    worker.on('exit', () => {
      lose(member, 'its thread ended')
    })
    return member
  }

  /** A worker that is gone answers nobody; when none is left, nobody is made to wait for one. */
  function lose(member: Member, why: string): void {
    const position = members.indexOf(member)
    if (position < 0) return
    members.splice(position, 1)
    if (idle.includes(member)) idle.splice(idle.indexOf(member), 1)
    if (member.job !== undefined) {
      active--
      member.job.reject(new DatabaseBusyError(`the database connection was lost: ${why}`))
      member.job = undefined
    }
    if (members.length === 0) refuseWaiting('the database has no connection left')
  }

  function refuseWaiting(why: string): void {
    for (const job of waiting.splice(0).slice(head)) job.reject(new DatabaseBusyError(why))
    head = 0
  }

  function release(member: Member): void {
    const job = waiting[head]
    if (job === undefined) {
      if (members.includes(member)) idle.push(member)
      return
    }
    head++
    if (head === waiting.length || head >= 4096) {
      waiting = waiting.slice(head)
      head = 0
    }
    start(member, job)
  }

  function start(member: Member, job: Job): void {
    member.job = job
    active++
    member.worker.postMessage(job.request)
  }

  /** All wait equally long, so the one in front is always the first whose patience ends. */
  function watchPatience(): void {
    const first = waiting[head]
    if (timer !== undefined || first === undefined) return
    const leftMs = first.queuedAtMs + settings.waitTimeoutMs - performance.now()
    timer = setTimeout(
      () => {
        timer = undefined
        const latestMs = performance.now() - settings.waitTimeoutMs
        let job = waiting[head]
        while (job !== undefined && job.queuedAtMs <= latestMs) {
          head++
          refused++
          job.reject(new DatabaseBusyError(`no database connection became free in ${settings.waitTimeoutMs} ms`))
          job = waiting[head]
        }
        watchPatience()
      },
      Math.max(1, Math.ceil(leftMs)),
    ).unref()
  }

  for (let index = 0; index < settings.connections; index++) {
    const member = startMember()
    members.push(member)
    idle.push(member)
  }

  return {
    ask(request) {
      return new Promise((resolve, reject) => {
        if (closed || members.length === 0) {
          refused++
          reject(new DatabaseBusyError('the database is closed'))
          return
        }
        const job: Job = { request, queuedAtMs: performance.now(), resolve, reject }
        const member = idle.pop()
        if (member !== undefined) {
          start(member, job)
        } else if (waiting.length - head >= settings.mostWaiting) {
          refused++
          reject(new DatabaseBusyError('too many queries wait for a database connection'))
        } else {
          waiting.push(job)
          watchPatience()
        }
      })
    },
    stats: () => ({ connections: members.length, active, waiting: waiting.length - head, refused }),
    async askAll(request) {
      // Only done before the lane is used: then every member is idle, and takes one request each.
      await Promise.all(
        idle.splice(0).map(
          (member) =>
            new Promise((resolve, reject) => {
              start(member, { request, queuedAtMs: performance.now(), resolve, reject })
            }),
        ),
      )
    },
    async close(patienceMs) {
      closed = true
      clearTimeout(timer)
      refuseWaiting('the database is closed')
      const gone = Promise.all(members.map((member) => member.exited))
      for (const member of members) {
        // A busy worker reads this when it is done with what it does.
        member.worker.postMessage({ kind: 'close' } satisfies WorkerRequest)
      }
      const impatience = setTimeout(() => {
        for (const member of members) void member.worker.terminate()
      }, patienceMs)
      await gone
      clearTimeout(impatience)
    },
  }
}
