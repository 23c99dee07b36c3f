/**
 * The oracle: how many requests this server has really received and answered, to hold a load tool's numbers against.
 *
 * A request is counted as received when its head has been read, and once more when it is over: as finished, with its
 * status, when the whole response has been handed to the operating system, or as aborted when the connection went
 * before that. A client that has read a response can rely on it being counted.
 */
import type { IncomingMessage } from 'node:http'
import { ServerResponse } from 'node:http'

/** Counts of one route; `received = finished + aborted + those under way`. */
export interface RouteCounts {
  received: number
  finished: number
  aborted: number
  /** Finished ones by status. */
  readonly statuses: Record<string, number>
}

export interface WebSocketCounts {
  /** Upgrades that were answered with 101. */
  accepted: number
  /** Upgrades that were refused, by status. */
  readonly rejected: Record<string, number>
  /** Accepted sockets that are closed by now. */
  closed: number
  messagesReceived: number
  messagesSent: number
}

/** What `GET /api/_counts` answers. */
export interface CountsSnapshot {
  /** When counting began: the start, or the last reset. ISO 8601. */
  readonly since: string
  readonly total: RouteCounts
  /** By `METHOD route`, such as `POST /api/workflows/:id/execute`; unknown paths are `METHOD (no route)`. */
  readonly routes: Readonly<Record<string, RouteCounts>>
  /** Bytes that were no HTTP request. */
  readonly malformed: number
  readonly webSockets: WebSocketCounts
}

/** Called when a request is over. `status` is undefined when it was aborted. */
export type RequestObserver = (route: string, method: string, status: number | undefined, durationMs: number) => void

/** A response that knows where it is counted. Made by Node's server itself, so that no request escapes. */
export class CountedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  /** Undefined when this request is not counted at all. */
  ledger: CountsLedger | undefined
  route: RouteCounts | undefined
  routePath = NO_ROUTE
  receivedAtMs = 0
}

export const NO_ROUTE = '(no route)'

interface CountsLedger {
  readonly sinceMs: number
  readonly total: RouteCounts
  readonly routes: Map<string, RouteCounts>
  malformed: number
  readonly webSockets: WebSocketCounts
}

export interface RequestCounts {
  /** To be called first of all with every request that the server gets. */
  begin(response: CountedResponse): void
  /** To be called as soon as the route is known. Paths are patterns: `/api/workflows/:id`. */
  routed(response: CountedResponse, method: string, path: string): void
  malformed(): void
  webSocketAccepted(): void
  webSocketRejected(status: number): void
  webSocketClosed(): void
  messageReceived(): void
  messageSent(): void
  observe(observer: RequestObserver): void
  /** Counts over all routes, as they are now. */
  total(): Readonly<RouteCounts>
  snapshot(): CountsSnapshot
  /** Starts from nothing. Requests that are under way belong to the time before and are counted no more. */
  reset(): void
}

export function createRequestCounts(): RequestCounts {
  let ledger = newLedger()
  const observers: RequestObserver[] = []

  function routeCounts(to: CountsLedger, method: string, path: string): RouteCounts {
    const name = `${method} ${path}`
    let counts = to.routes.get(name)
    if (counts === undefined) {
      counts = newCounts()
      to.routes.set(name, counts)
    }
    return counts
  }

  /** Listens on the response, hence `this`: one function for all of them. */
  function over(this: CountedResponse): void {
    const method = this.req.method ?? ''
    const status = this.writableFinished ? this.statusCode : undefined
    for (const observer of observers) observer(this.routePath, method, status, performance.now() - this.receivedAtMs)
    if (this.ledger === undefined) return
    if (this.route === undefined) {
      this.route = routeCounts(this.ledger, method, NO_ROUTE)
      this.route.received++
    }
    settle(this.ledger.total, status)
    settle(this.route, status)
  }

  return {
    begin(response) {
      response.receivedAtMs = performance.now()
      response.ledger = ledger
      ledger.total.received++
      response.on('close', over)
    },
    routed(response, method, path) {
      response.routePath = path
      if (response.ledger === undefined) return
      response.route = routeCounts(response.ledger, method, path)
      response.route.received++
    },
    malformed: () => ledger.malformed++,
    webSocketAccepted: () => ledger.webSockets.accepted++,
    webSocketRejected(status) {
      ledger.webSockets.rejected[status] = (ledger.webSockets.rejected[status] ?? 0) + 1
    },
    webSocketClosed: () => ledger.webSockets.closed++,
    messageReceived: () => ledger.webSockets.messagesReceived++,
    messageSent: () => ledger.webSockets.messagesSent++,
    observe(observer) {
      observers.push(observer)
    },
    total: () => ledger.total,
    snapshot: () => ({
      since: new Date(ledger.sinceMs).toISOString(),
      total: { ...ledger.total, statuses: { ...ledger.total.statuses } },
      routes: Object.fromEntries(
        [...ledger.routes]
          .toSorted(([one], [other]) => (one < other ? -1 : 1))
          .map(([name, counts]) => [name, { ...counts, statuses: { ...counts.statuses } }]),
      ),
      malformed: ledger.malformed,
      webSockets: { ...ledger.webSockets, rejected: { ...ledger.webSockets.rejected } },
    }),
    reset() {
      ledger = newLedger()
    },
  }
}

function settle(counts: RouteCounts, status: number | undefined): void {
  if (status === undefined) {
    counts.aborted++
    return
  }
  counts.finished++
  counts.statuses[status] = (counts.statuses[status] ?? 0) + 1
}

function newCounts(): RouteCounts {
  return { received: 0, finished: 0, aborted: 0, statuses: {} }
}

function newLedger(): CountsLedger {
  return {
    sinceMs: Date.now(),
    total: newCounts(),
    routes: new Map(),
    malformed: 0,
    webSockets: { accepted: 0, rejected: {}, closed: 0, messagesReceived: 0, messagesSent: 0 },
  }
}
