/**
 * One virtual user: a program counter over the linked plan. It runs steps until one has to wait (a request, a think time, a
 * socket), returns, and is resumed by that step's end. No promise per step, so ten thousand of them stay cheap.
 *
 * Life: created → onStart → iterations with waits between → (retire) → onStop → ended. `end()` cuts it off anywhere.
 */
import { nextPacedStart, slotsBefore } from '../core/load/pacing.ts'
import type { UserType } from '../core/plan/compiledPlan.ts'
import { RandomStream } from '../core/random.ts'
import { chooseByWeight, thinkTimeMs } from './choices.ts'
import { endpointId, type EngineContext } from './engineContext.ts'
import type { Connection } from './protocols/http/connections.ts'
import type { UserCookies } from './protocols/http/cookies.ts'
import type { DigestSession } from './protocols/http/digest.ts'
import { HttpExchange, type ExchangeOwner, type ExchangeResult } from './protocols/http/exchange.ts'
import { UserEvents } from './protocols/events/userEvents.ts'
import { UserSocket, type SocketOwner } from './protocols/websocket/userSocket.ts'
import type { Due, DueHandle } from './timers/dueQueue.ts'
import { codeErrorOf, whereIs } from './script/codeError.ts'
import type { CodeUser } from './script/codeUser.ts'
import { UserCode } from './script/userCode.ts'
import { InvalidValueError } from './values/invalidValue.ts'
import { LoopFrames } from './loopFrames.ts'
import { tellNote } from './noteExchange.ts'
import { OpenGroups } from './openGroups.ts'

/** Who the user works for: a closed load keeps it going round, an open one hands it arrivals. */
export interface UserEmployer {
  /** The user's set-up is done, or an iteration has ended: what now? `user.iterate(dueMs)`, or leave it idle. */
  ready(user: VirtualUser): void
  ended(user: VirtualUser): void
}

export interface UserOptions {
  context: EngineContext
  employer: UserEmployer
  index: number
  type: number
  /** How often this user has started before, in loads that go down and up again. */
  life: number
  seed: number
  /** Fills the slots of data columns: 'start' when the user begins, 'iteration' before each but the first. False: the rows have run out. */
  feed: (user: VirtualUser, when: 'start' | 'iteration') => boolean
  /** Only this task, once; for `loadwright debug`. */
  onlyTask?: number
}

/** Steps that may run one after the other before other users get a turn; only steps that wait for nothing count. */
const STEPS_PER_TURN = 10_000
/** A step that can wait, but was done at once (nothing to send to, say), has cost as much as so many others. */
const COST_OF_A_WAITING_STEP = 100

type Phase = 'new' | 'starting' | 'idle' | 'iterating' | 'stopping' | 'ended'

export class VirtualUser implements ExchangeOwner, SocketOwner, CodeUser, Due {
  readonly slots: unknown[]
  readonly random: RandomStream
  readonly user: number
  readonly type: number
  readonly connections = new Map<string, Connection>()
  cookies: UserCookies | null = null
  digests: Map<string, DigestSession> | null = null
  iteration = -1
  readonly #context: EngineContext
  readonly #options: UserOptions
  readonly #userType: UserType
  readonly #taskWeights: number[]
  #phase: Phase = 'new'
  #pc = 0
  readonly #calls: number[] = []
  readonly #loops: LoopFrames
  readonly groups: OpenGroups
  readonly #sockets: UserSocket[] = []
  readonly #background: UserSocket[] = []
  readonly #exchange: HttpExchange
  /** The stream of events that is read now. */
  #events: UserEvents | null = null
  /** Made when a step of the user is code. */
  #code: UserCode | null = null
  /** Intended start of the next request, ms; NaN where there is no schedule. */
  #dueMs = Number.NaN
  /** Due time of the running iteration; pacing counts from it. */
  #iterationDueMs = Number.NaN
  #wake: DueHandle | null = null
  #onWake: ((dueMs: number) => void) | null = null
  #retiring = false
  #failed = false
  #waited = false
  #running = false
  #again = false
  /** What is left of STEPS_PER_TURN. */
  #budget = 0

  constructor(options: UserOptions) {
    const { context, index, type } = options
    this.#options = options
    this.#context = context
    this.user = index
    this.type = type
    this.slots = Array.from({ length: context.plan.source.slots.length })
    this.random = new RandomStream(options.seed, index, options.life)
    this.#userType = context.plan.source.users[type]!
    this.#taskWeights = this.#userType.tasks.map((task) => task.weight)
    this.#loops = new LoopFrames(this)
    this.groups = new OpenGroups(context, type)
    this.#exchange = new HttpExchange(context, this)
  }

  get idle(): boolean {
    return this.#phase === 'idle'
  }

  /** Runs onStart, then reports to its employer. */
  begin(): void {
    try {
      this.#context.plan.initialise(this)
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error
      this.#setUpFailed(error.message)
      return
    }
    if (!this.#options.feed(this, 'start')) {
      this.#setUpFailed('the rows of a data file have run out')
      return
    }
    this.#phase = 'starting'
    if (this.#userType.onStart === null) this.#becomeReady()
    else this.#start(this.#userType.onStart, Number.NaN)
  }

  /** Starts one iteration. `dueMs`: its intended start, NaN without a schedule. False: its data has run out, and it has ended. */
  iterate(dueMs: number): boolean {
    // The first iteration goes on with the rows of onStart: none is taken and never used.
    if (this.iteration >= 0 && !this.#options.feed(this, 'iteration')) {
      this.#setUpFailed('the rows of a data file have run out')
      return false
    }
    this.iteration++
    this.#context.recorder.counts.iterationsStarted++
    this.#phase = 'iterating'
    this.#iterationDueMs = Number.isNaN(dueMs) ? this.#context.clock.now() : dueMs
    this.#start(
      this.#userType.tasks[this.#options.onlyTask ?? chooseByWeight(this.#taskWeights, this.random)]!.entry,
      dueMs,
    )
    return true
  }

  /** What follows an iteration in a closed load: the wait between tasks, then the next one. */
  pauseThenIterate(): void {
    const { wait } = this.#userType
    const now = this.#context.clock.now()
    // Without any wait in it, a task would keep the event loop to itself.
    if (wait === null && !this.#waited) this.#sleepUntil(now, () => this.iterate(Number.NaN))
    else if (wait === null || this.iteration < 0) this.iterate(Number.NaN)
    else if (wait.kind === 'pacing') this.#paced(wait.periodMs, now)
    else this.#sleepUntil(now + thinkTimeMs(wait, this.random), () => this.iterate(Number.NaN))
  }

  /** The user shall end: after its iteration, or at once where it only waits for the next. */
  retire(): void {
    if (this.#phase === 'ended' || this.#retiring) return
    this.#retiring = true
    if (this.#phase === 'idle') this.#leave()
  }

  /** Starts by its pacing that were due before `untilMs` and did not happen. They never will when it retires now. */
  slotsBefore(untilMs: number): number {
    const { wait } = this.#userType
    if (wait?.kind !== 'pacing' || this.#retiring || this.#phase === 'ended' || Number.isNaN(this.#iterationDueMs))
      return 0
    return slotsBefore(this.#iterationDueMs, wait.periodMs, untilMs)
  }

  /** Ends now: what runs is cut off and counted as interrupted. */
  end(): void {
    if (this.#phase === 'ended') return
    const interrupted = this.#phase === 'iterating'
    this.#phase = 'ended'
    this.#cancelWake()
    if (this.#exchange.deadlineIndex >= 0) this.#exchange.interrupt()
    this.#events?.interrupt()
    this.#ended()
    if (interrupted) this.#context.recorder.counts.iterationsInterrupted++
  }

  /** The next think time or schedule of this user is due. */
  due(dueMs: number): void {
    const onWake = this.#onWake
    this.#wake = null
    this.#onWake = null
    if (this.#phase !== 'ended') onWake?.(dueMs)
  }

  exchangeDone(result: ExchangeResult): void {
    this.#events = null
    if (this.#phase === 'ended') return
    this.#stepDone(result)
  }

  get isStarting(): boolean {
    return this.#phase === 'starting'
  }

  takeDueMs(): number {
    const dueMs = this.#dueMs
    this.#dueMs = Number.NaN
    return dueMs
  }

  postponeDue(ms: number): void {
    this.#dueMs += ms
  }

  waited(): void {
    this.#waited = true
  }

  scriptDone(error: { thrown: unknown } | null): void {
    if (this.#phase === 'ended') return
    if (error !== null) {
      const found = codeErrorOf(error.thrown, this.#context.plan.source.folder)
      this.#iterationError('script', found.message + whereIs(found))
    }
    this.#run()
  }

  socketStepDone(result: ExchangeResult): void {
    if (this.#phase === 'ended') return
    this.#stepDone(result)
  }

  // ── Steps ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  #start(pc: number, dueMs: number): void {
    this.#pc = pc
    this.#dueMs = dueMs
    this.#failed = false
    this.#waited = false
    this.#run()
  }

  #stepDone(result: ExchangeResult): void {
    if (result !== 'ok') this.groups.fail()
    if (result === 'missing') this.#failed = true
    this.#run()
  }

  /** A step may end before the call that started it returns; then the loop goes on here, not deeper in the stack. */
  #run(): void {
    if (this.#running) {
      this.#again = true
      return
    }
    this.#running = true
    this.#budget = STEPS_PER_TURN
    do {
      this.#again = false
      try {
        this.#steps()
      } catch (error) {
        if (!(error instanceof InvalidValueError)) throw error
        this.#iterationError('invalid', error.message)
        this.#again = true
      }
      this.#budget -= COST_OF_A_WAITING_STEP
    } while (this.#again && this.#budget > 0)
    this.#running = false
    // The others get their turn.
    if (this.#again) setImmediate(() => this.#phase !== 'ended' && this.#run())
  }

  #steps(): void {
    const { program } = this.#context.plan
    for (; this.#budget > 0; this.#budget--) {
      if (this.#failed) {
        this.#finishSteps()
        return
      }
      const step = program[this.#pc++]!
      switch (step.op) {
        case 'http': {
          this.#waited = true
          this.#exchange.begin(step.request, this.takeDueMs())
          return
        }
        case 'events':
          this.#waited = true
          this.#events = new UserEvents(this.#context, this, this.#exchange, step.events)
          this.#events.begin(this.takeDueMs())
          return
        case 'script':
          this.#code ??= new UserCode(this.#context, this)
          this.#code.run(step.script)
          return
        case 'wait': {
          this.#waited = true
          const ms = thinkTimeMs(step.wait, this.random)
          this.postponeDue(ms)
          this.#sleepUntil(this.#context.clock.now() + ms, () => this.#run())
          return
        }
        case 'set':
          step.run(this)
          break
        case 'jump':
          this.#pc = step.to
          break
        case 'branch':
          if (!step.holds(this)) this.#pc = step.otherwise
          break
        case 'choose':
          this.#pc = step.targets[chooseByWeight(step.weights, this.random)]!
          break
        case 'call':
          this.#calls.push(this.#pc)
          this.#pc = step.to
          break
        case 'return':
          this.#pc = this.#calls.pop()!
          break
        case 'loopStart':
          if (!this.#loops.open(step.loop, step.position)) this.#pc = step.end
          break
        case 'loopNext': {
          const next = this.#loops.next()
          if (next.kind === 'gaveUp') {
            this.groups.fail()
            this.#recordError('gaveUp', next.message)
          }
          if (next.kind !== 'again') break
          this.#pc = step.start
          if (next.waitMs === 0) break
          this.#waited = true
          this.#sleepUntil(this.#context.clock.now() + next.waitMs, () => this.#run())
          return
        }
        case 'groupStart':
          this.groups.open(endpointId(this.#context, step.endpoint, this))
          break
        case 'groupEnd':
          this.groups.close()
          break
        case 'socketOpen': {
          const socket = new UserSocket(this.#context, this, step.socket, step.end)
          this.#sockets.push(socket)
          this.#waited = true
          socket.open(this.takeDueMs())
          return
        }
        case 'socketClose': {
          const socket = this.#sockets.pop()!
          if (step.background) this.#background.push(socket)
          else socket.close()
          break
        }
        case 'send':
          if (this.#socket().send(step.send)) break
          this.#waited = true
          return
        case 'listen':
          this.#waited = true
          this.#socket().listen(step.durationMs)
          return
        case 'waitFor':
          this.#waited = true
          this.#socket().waitFor(step.reply, step.endpoint)
          return
        case 'end':
          this.#finishSteps()
          return
        default:
          throw new Error(`unknown step ${JSON.stringify(step satisfies never)}`)
      }
    }
    // A loop that waits for nothing.
    this.#again = true
  }

  /** A socket that could not be opened is skipped with its block. */
  skipSocketBlock(socket: UserSocket, to: number): void {
    const index = this.#sockets.lastIndexOf(socket)
    if (index >= 0) this.#sockets.splice(index, 1)
    this.#pc = to
  }

  #socket(): UserSocket {
    return this.#sockets.at(-1)!
  }

  #finishSteps(): void {
    const failed = this.#failed
    this.#failed = false
    this.#calls.length = 0
    this.#loops.clear()
    if (failed) this.groups.fail()
    this.groups.closeAll()
    for (const socket of this.#sockets.splice(0)) socket.close()
    this.#code?.endOfIteration()
    switch (this.#phase) {
      case 'starting':
        if (failed) this.#setUpFailed('onStart could not be completed')
        else this.#becomeReady()
        return
      case 'iterating': {
        const { counts } = this.#context.recorder
        if (failed) counts.iterationsFailed++
        else counts.iterationsCompleted++
        this.#becomeReady()
        return
      }
      case 'stopping':
        this.#phase = 'ended'
        this.#ended()
        return
      case 'new':
      case 'idle':
      case 'ended':
        return
    }
  }

  // ── Life ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  #becomeReady(): void {
    this.#phase = 'idle'
    if (this.#retiring) this.#leave()
    else this.#options.employer.ready(this)
  }

  #leave(): void {
    this.#cancelWake()
    if (this.#userType.onStop === null) {
      this.#phase = 'ended'
      this.#ended()
      return
    }
    this.#phase = 'stopping'
    this.#start(this.#userType.onStop, Number.NaN)
  }

  #setUpFailed(reason: string): void {
    this.#context.recorder.counts.usersFailed++
    this.#recordError('setup', `${this.#userType.name} ended: ${reason}`)
    this.#phase = 'ended'
    this.#ended()
  }

  #ended(): void {
    for (const socket of this.#sockets.splice(0)) socket.kill()
    for (const socket of this.#background.splice(0)) socket.kill()
    this.#code?.end()
    this.#exchange.close()
    for (const { client } of this.connections.values()) client.close()
    this.connections.clear()
    this.#options.employer.ended(this)
  }

  #iterationError(errorClass: 'invalid' | 'script', message: string): void {
    this.#failed = true
    this.#recordError(errorClass, message)
  }

  #recordError(errorClass: 'invalid' | 'gaveUp' | 'setup' | 'script', message: string): void {
    const { recorder, masker } = this.#context
    const masked = masker.text(message)
    recorder.error(errorClass, `user ${this.#userType.name}`, recorder.groupMessage(masked))
    tellNote(this.#context, { position: '', text: masked, error: errorClass })
  }

  // ── Waiting and choosing ───────────────────────────────────────────────────────────────────────────────────────────

  #paced(periodMs: number, nowMs: number): void {
    const { dueMs } = nextPacedStart(this.#iterationDueMs, periodMs, nowMs)
    if (dueMs > nowMs) this.#sleepUntil(dueMs, (due) => this.iterate(due))
    else if (!this.#context.queue.isBehind(nowMs)) this.#startOverdue(periodMs, nowMs)
    // What is overdue as well comes first: it may be the end of this user, which then had the slots before it and no more.
    else this.#sleepUntil(nowMs, () => this.#startOverdue(periodMs, this.#context.clock.now()))
  }

  #startOverdue(periodMs: number, nowMs: number): void {
    const { dueMs, missed } = nextPacedStart(this.#iterationDueMs, periodMs, nowMs)
    this.#context.recorder.counts.dropped += missed
    this.iterate(dueMs)
  }

  #sleepUntil(dueMs: number, then: (dueMs: number) => void): void {
    this.#onWake = then
    this.#wake = this.#context.queue.add(dueMs, this)
  }

  #cancelWake(): void {
    if (this.#wake) this.#wake.cancelled = true
    this.#wake = null
    this.#onWake = null
  }
}
