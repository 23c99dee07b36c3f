/** What code of a plan is given: the user that runs it, and everything that user can do. */

export interface TaskContext {
  readonly http: Http
  readonly ws: WebSockets
  /**
   * Counts whether something holds, as `checks` of criteria see it. What fails is listed in the report under its name; it
   * does not fail the request and does not end the iteration. Returns `condition`.
   */
  readonly check: (condition: boolean, name: string) => boolean
  /** Times everything inside as a whole, under this name. It has failed when anything in it has, or when `steps` throws. */
  readonly group: <T>(name: string, steps: () => Promise<T> | T) => Promise<T>
  /** Think time: `'2s'`, `'1s..3s'`, or milliseconds. */
  readonly sleep: (duration: string | number) => Promise<void>
  /**
   * The user's variables: those of the plan (which templates see, too) and whatever else the code keeps there. Secrets can be
   * read here, and not set.
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- a user keeps what it likes
  readonly vars: Record<string, any>
  /** The rows this user has from the plan's `data`: `data.users.email`. */
  // oxlint-disable-next-line typescript/no-explicit-any -- its columns are those of a file
  readonly data: Readonly<Record<string, any>>
  readonly user: UserFacts
  /** Seeded (`--seed`), a stream of its own for each user: runs can be repeated. */
  readonly random: Random
}

export interface UserFacts {
  /** Name of the user type. */
  readonly type: string
  /** Of this user in the run, from 0. */
  readonly index: number
  /** From 0; −1 in onStart. */
  readonly iteration: number
}

export interface Random {
  /** From 0 to below 1. */
  next(): number
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number
  pick<T>(list: readonly T[]): T
  uuid(): string
}

// ── HTTP ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Requests. A path is below the plan's target; a whole URL goes where it says. They are counted as `METHOD /path`, query left
 * out: a path that is different for every user or item is written with `params`, or named with `as`.
 *
 * A request that fails (a status from 400 on, a lost connection, a timeout, `expect`) does not throw: it is counted as failed,
 * and the response says `ok: false`.
 */
export interface Http {
  get(path: string, options?: RequestOptions): Promise<Response>
  post(path: string, options?: RequestOptions): Promise<Response>
  put(path: string, options?: RequestOptions): Promise<Response>
  patch(path: string, options?: RequestOptions): Promise<Response>
  delete(path: string, options?: RequestOptions): Promise<Response>
  head(path: string, options?: RequestOptions): Promise<Response>
  options(path: string, options?: RequestOptions): Promise<Response>
  /** Any method. */
  request(method: string, path: string, options?: RequestOptions): Promise<Response>
  /**
   * Reads Server-Sent Events for a time, or until one that is waited for. The request is counted until the head of its response,
   * ` first event`, ` between events` and ` until` as times, ` events` as a count.
   */
  events(path: string, options: EventsOptions): Promise<EventsResult>
}

export interface EventsOptions extends Pick<
  RequestOptions,
  'params' | 'query' | 'headers' | 'as' | 'timeout' | 'redirects'
> {
  /** How long to listen; with `until`, how long that is waited for (the default is the plan's timeout). */
  for?: string | number
  /** Ends with this event; `count`: the last of so many (1). */
  until?: Omit<MessageFilter, 'within' | 'as'> & { event?: string; count?: number }
}

export interface EventsResult {
  /** It was a stream, and what was waited for came. */
  readonly ok: boolean
  /** Why it was counted as a failure. */
  readonly error: string | null
  readonly count: number
  /** The event that came last. */
  readonly last: Message | null
  /** The one that was waited for. */
  readonly found: Message | null
}

export interface RequestOptions {
  /** Values for `:name` in the path, percent-encoded; the endpoint keeps the name: `GET /api/items/:id`. */
  params?: Record<string, string | number>
  /** Added to the path, percent-encoded; a list repeats the name, undefined leaves it out. */
  query?: Record<string, QueryValue | readonly QueryValue[] | undefined>
  /** They win over those of the user type and the settings. */
  headers?: Record<string, string>
  /** Body as JSON. */
  json?: unknown
  /** Body as application/x-www-form-urlencoded. */
  form?: Record<string, QueryValue | readonly QueryValue[] | undefined>
  /** Body as it is. */
  body?: string | Uint8Array
  /** Name under which the request is counted. */
  as?: string
  /** A status, several, a class; or a look at the response that says why it is not right. Without it, 4xx and 5xx are failures. */
  expect?: StatusExpectation | readonly StatusExpectation[] | ((response: Response) => boolean | string)
  /** For the whole request: `'5s'`, or milliseconds. */
  timeout?: string | number
  /** Redirects followed at most. */
  redirects?: number
  /** The body is not kept: `text()` and `json()` have nothing to show. For large downloads. */
  discardBody?: boolean
}

export type QueryValue = string | number | boolean
export type StatusExpectation = number | '1xx' | '2xx' | '3xx' | '4xx' | '5xx'

export interface Response {
  /** 0 when there was none. */
  readonly status: number
  /** Counted as a success. */
  readonly ok: boolean
  /** Why it was counted as a failure; null when it was not. */
  readonly error: string | null
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** From the moment the request was due to its last byte. */
  readonly durationMs: number
  /** Bytes of the body, unpacked. */
  readonly size: number
  text(): string
  /**
   * The body as JSON, or what a JSONPath (RFC 9535) finds first in it.
   * @throws when the body is not JSON, or nothing is found: that ends the iteration and says so
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- only the user knows what the target answers
  json<T = any>(path?: string): T
  /** A cookie that this response sets. */
  cookie(name: string): string | undefined
}

// ── WebSocket ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface WebSockets {
  /**
   * Opens a WebSocket; its opening is counted as `WS /path`. One that was opened in onStart stays open until the user stops;
   * one of a task is closed at the end of the iteration, unless it is to be kept.
   * @throws when it cannot be opened: that ends the iteration, unless it is caught
   */
  connect(path: string, options?: ConnectOptions): Promise<Socket>
}

export interface ConnectOptions {
  headers?: Record<string, string>
  /** Name under which it is counted. */
  as?: string
  /** For opening it: `'5s'`, or milliseconds. */
  timeout?: string | number
  /** Stays open beyond the iteration, until the user stops. */
  keep?: boolean
}

/** One thing at a time can be waited for on a socket. */
export interface Socket {
  /** Sends a text; anything else is sent as JSON. Throws when the socket is lost. */
  send(message: unknown): void
  /** Sends, and waits for the answer; the time is counted as `WS /path reply`. Null when none came in time: counted as failed. */
  request(message: unknown, answer?: MessageFilter): Promise<Message | null>
  /** Waits for a message; the time is counted as `WS /path waitFor`. Null when none came in time: counted as failed. */
  waitFor(filter?: MessageFilter): Promise<Message | null>
  /** Counts messages that arrive, for this long. */
  listen(duration: string | number): Promise<void>
  close(): void
}

/** All that is given must hold for a message; without anything, any message will do. */
export interface MessageFilter {
  /** JSONPaths and the values found there: `{ '$.type': 'completed' }`. */
  json?: Record<string, unknown>
  /** It contains this. */
  text?: string
  matches?: RegExp
  /** Code that looks at it. */
  where?: (message: Message) => boolean
  /** How long to wait: `'5s'` (the default is the plan's timeout), or milliseconds. */
  within?: string | number
  /** Name under which the time is counted. */
  as?: string
}

export interface Message {
  text(): string
  /** As JSON, or what a JSONPath finds first in it. @throws like `Response.json` */
  // oxlint-disable-next-line typescript/no-explicit-any -- only the user knows what the target sends
  json<T = any>(path?: string): T
}
