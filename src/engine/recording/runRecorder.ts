/**
 * Everything one engine measures, second by second. What ends in a second is counted in it; when a second is over it is
 * handed on as one message. Nothing is kept that grows with the length of the run.
 */
import type { RunClock } from '../clock.ts'
import { HIGHEST_TRACKABLE_US } from '../../core/histogram/layout.ts'
import type {
  EngineHealth,
  EngineSecond,
  ErrorClass,
  ErrorCount,
  LoadCounts,
  Outcome,
  SeriesDefinition,
} from '../../core/recording/second.ts'
import { emptyCounts, type Counts } from '../../core/recording/loadCounts.ts'
import type { EndpointNames } from './endpointNames.ts'
import { normaliseMessage } from '../../core/recording/errorMessage.ts'
import { ExemplarKeeper } from './exemplarKeeper.ts'
import { SeriesRecorder, type RequestTimes } from './seriesRecorder.ts'

export interface RecorderOptions {
  clock: RunClock
  names: EndpointNames
  userTypes: string[]
  keeper: ExemplarKeeper
  health: () => EngineHealth
  /** Users running now, by type index, and requests on their way. */
  gauges: () => { users: number[]; inFlight: number }
  send: (second: EngineSecond) => void
}

/** Different messages of one second; more are counted under one that says so. */
const ERROR_GROUPS_PER_SECOND = 500
const REMEMBERED_MESSAGES = 1000
/**
 * A second that is closed so much later than it ended met an event loop that did not turn: what waited meanwhile ends in the next
 * one. A timer alone is 1 or 2 ms late.
 */
const LATE_MS = 5

export class RunRecorder {
  readonly #options: RecorderOptions
  readonly #clock: RunClock
  readonly #series: (SeriesRecorder | undefined)[] = []
  readonly #active: SeriesRecorder[] = []
  readonly #userTypes: number
  #newSeries: SeriesDefinition[] = []
  #errors = new Map<string, ErrorCount>()
  #counts = emptyCounts()
  #second = 0
  #secondEndsMs = 1000
  readonly #groupMessages = new Map<string, string>()
  #timer: NodeJS.Timeout | null = null
  /** The health of seconds that were closed late, for the one after them. */
  #stall: EngineHealth | null = null

  constructor(options: RecorderOptions) {
    this.#options = options
    this.#clock = options.clock
    this.#userTypes = options.userTypes.length
  }

  get keeper(): ExemplarKeeper {
    return this.#options.keeper
  }

  /** Counters of iterations, arrivals, messages and checks of the current second; add to them. */
  get counts(): Counts {
    return this.#counts
  }

  /** Begins to close seconds by the clock. */
  start(): void {
    this.#arm()
  }

  request(
    endpoint: number,
    userType: number,
    outcome: Outcome,
    times: RequestTimes,
    bytesIn: number,
    bytesOut: number,
  ): void {
    if (times.endMs >= this.#secondEndsMs) this.#closeUntil(times.endMs)
    this.#recorder(endpoint, userType, outcome).request(times, bytesIn, bytesOut)
  }

  /** A reply or a group that ended now. */
  duration(endpoint: number, userType: number, outcome: Outcome, latencyMs: number): void {
    this.#rollOver()
    this.#recorder(endpoint, userType, outcome).duration(Math.min(Math.round(latencyMs * 1000), HIGHEST_TRACKABLE_US))
  }

  messages(endpoint: number, userType: number, count: number, bytesIn: number, bytesOut: number): void {
    this.#rollOver()
    this.#recorder(endpoint, userType, 'ok').messages(count, bytesIn, bytesOut)
  }

  /** Something without a time of its own failed: counted only. */
  failure(endpoint: number, userType: number): void {
    this.#rollOver()
    this.#recorder(endpoint, userType, 'failed').messages(1, 0, 0)
  }

  /** `message` must be masked and normalised. Returns the group's key. */
  error(errorClass: ErrorClass, endpoint: string, message: string): string {
    this.#rollOver()
    const key = `${errorClass}\n${endpoint}\n${message}`
    const known = this.#errors.get(key)
    if (known) known.count++
    else if (this.#errors.size < ERROR_GROUPS_PER_SECOND)
      this.#errors.set(key, { class: errorClass, endpoint, message, count: 1 })
    else return this.#overflow(errorClass, endpoint)
    return key
  }

  /** The group of a masked message, see normaliseMessage; remembered, because in a mass failure one text comes thousands of times a second. */
  groupMessage(message: string): string {
    let group = this.#groupMessages.get(message)
    if (group === undefined) {
      group = normaliseMessage(message)
      if (this.#groupMessages.size >= REMEMBERED_MESSAGES) this.#groupMessages.clear()
      this.#groupMessages.set(message, group)
    }
    return group
  }

  endpointName(endpoint: number): string {
    return this.#options.names.at(endpoint).name
  }

  /** Tells the seconds that are over with the users who are there now: before those leave who stayed to the end of the load. */
  closeEnded(): void {
    this.#rollOver()
  }

  /** Sends what is left and stops. */
  finish(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#closeUntil(this.#clock.now())
    this.#close(withStall(this.#options.health(), this.#stall))
    // A WebSocket that is still closing may bring another message; no second follows the last one.
    this.#secondEndsMs = Infinity
  }

  #overflow(errorClass: ErrorClass, endpoint: string): string {
    const key = `${errorClass}\n\n(more)`
    const message = 'more than 500 different messages in one second; the rest is counted here'
    const known = this.#errors.get(key)
    if (known) known.count++
    else this.#errors.set(key, { class: errorClass, endpoint, message, count: 1 })
    return key
  }

  #recorder(endpoint: number, userType: number, outcome: Outcome): SeriesRecorder {
    const id = (endpoint * this.#userTypes + userType) * 2 + (outcome === 'ok' ? 0 : 1)
    const recorder = this.#series[id]
    if (recorder) return recorder
    const canonical = this.#options.names.canonical(endpoint)
    if (canonical !== endpoint) return (this.#series[id] = this.#recorder(canonical, userType, outcome))
    const { name, kind } = this.#options.names.at(endpoint)
    const definition: SeriesDefinition = {
      id,
      endpoint: name,
      kind,
      userType: this.#options.userTypes[userType]!,
      outcome,
    }
    this.#newSeries.push(definition)
    const added = new SeriesRecorder(definition)
    this.#series[id] = added
    this.#active.push(added)
    return added
  }

  #rollOver(): void {
    const now = this.#clock.now()
    if (now >= this.#secondEndsMs) this.#closeUntil(now)
  }

  #arm(): void {
    this.#timer = setTimeout(
      () => {
        this.#rollOver()
        this.#arm()
      },
      Math.max(1, Math.ceil(this.#secondEndsMs - this.#clock.now())),
    )
  }

  /** Closes every second that is over at `nowMs`: after a stall several, the later ones empty. */
  #closeUntil(nowMs: number): void {
    if (nowMs < this.#secondEndsMs) return
    const isLate = nowMs - this.#secondEndsMs > LATE_MS
    const health = withStall(this.#options.health(), this.#stall)
    while (nowMs >= this.#secondEndsMs) this.#close(health)
    // What waited through a stall over the border is counted in the second that begins now: it is no better than those before.
    this.#stall = isLate ? health : null
  }

  #close(health: EngineHealth): void {
    const { users, inFlight } = this.#options.gauges()
    const counts = this.#counts
    const load: LoadCounts = {
      // fromEntries, not assignment: a user type may be called __proto__.
      users: Object.fromEntries(users.map((count, type) => [this.#options.userTypes[type]!, count])),
      inFlight,
      ...counts,
    }
    const second: EngineSecond = {
      t: this.#second,
      series: this.#newSeries,
      windows: this.#active
        .filter((series) => !series.isEmpty)
        .map((series) => ({ series: series.definition.id, window: series.take() })),
      errors: [...this.#errors.values()],
      exemplars: this.#options.keeper.take(),
      load,
      health,
      foldedNames: this.#options.names.takeFolded(),
    }
    this.#newSeries = []
    this.#errors = new Map()
    this.#counts = emptyCounts()
    this.#second++
    this.#secondEndsMs = (this.#second + 1) * 1000
    this.#options.send(second)
  }
}

/** A health sample that also has the delays of an earlier one. */
function withStall(health: EngineHealth, stall: EngineHealth | null): EngineHealth {
  if (stall === null) return health
  const delays = health.eventLoopDelayMs
  const earlier = stall.eventLoopDelayMs
  return {
    ...health,
    eventLoopDelayMs: {
      p50: Math.max(delays.p50, earlier.p50),
      p99: Math.max(delays.p99, earlier.p99),
      max: Math.max(delays.max, earlier.max),
      lateShare: Math.max(delays.lateShare ?? 0, earlier.lateShare ?? 0),
    },
    longestDelay: delays.max > earlier.max ? health.longestDelay : stall.longestDelay,
  }
}
