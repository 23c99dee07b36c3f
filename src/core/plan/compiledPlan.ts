/**
 * The compiled plan: what every reader of plans (YAML today, code later) produces and what engines run. Plain data that
 * survives a structured clone: every endpoint has an index, every template is cut into parts, every variable has a slot,
 * and the steps of all tasks and flows are one flat program, so that a running user is a program counter, not a promise.
 */
import type { LoadShape } from '../load/loadShape.ts'
import type { ComparisonOperator } from '../units/comparison.ts'

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue }

/** Where a thing stands in the file the user wrote; 1-based. */
export interface SourcePosition {
  file: string
  line: number
  column: number
}

export interface CompiledPlan {
  name: string
  /** Absolute http(s) URL without a trailing slash; paths of requests are appended to it. */
  target: string
  /** Folder of the plan file, absolute: data, body and certificate files are inside it. */
  folder: string
  settings: Settings
  /** Names of a user's variables; a slot is an index into this list. */
  slots: string[]
  /** Plan variables, in order: a value may use the variables before it. Evaluated once per user. */
  variables: Assignment[]
  /** Values that must never reach disk, logs, history or reports. */
  secrets: { slot: number; name: string; value: string }[]
  data: DataSource[]
  endpoints: Endpoint[]
  program: Op[]
  users: UserType[]
  scenarios: Scenario[]
  /** Null when no step is code. */
  code: Code | null
}

export interface Code {
  /** Absolute path of the plan file, where functions of the plan itself are. */
  planFile: string
  /** Variables of the environment that the code must see beside those of its process. */
  environment: Record<string, string>
}

export interface Settings {
  timeoutMs: number
  connectTimeoutMs: number
  /** Redirects followed at most; 0 = none are followed and a 3xx is the answer. */
  redirects: number
  /** Header names in lower case. */
  headers: HeaderTemplate[]
  tls: TlsSettings
  http: '1.1' | '2'
  proxy: Proxy | null
  dns: DnsSettings
  auth: Auth | null
  /** 'perUser': each user keeps its own connection per origin; a number: so many connections per origin and engine run, shared by all users. */
  connections: 'perUser' | number
}

export interface TlsSettings {
  verify: boolean
  caFile: string | null
  certFile: string | null
  keyFile: string | null
  /** Of an encrypted key; constants and secrets only. */
  passphrase: Template | null
}

export interface Proxy {
  /** `http://host:port` or `https://host:port`. */
  origin: string
  /** Constants and secrets only; null: none are sent. */
  credentials: { user: Template; password: Template } | null
  /** Hosts that are reached without it: a name, or `.example.com` for all names below it. In lower case. */
  except: string[]
}

export interface DnsSettings {
  /** How long the addresses of a name are used; 0: each connection looks it up. */
  keepMs: number
  /** first: as the resolver orders them. spread: connections begin with one after the other. */
  addresses: 'first' | 'spread'
  /** 0: both. */
  family: 0 | 4 | 6
  /** Names in lower case that are not looked up, and their address. */
  hosts: [name: string, address: string][]
}

/** How requests say who they are from. `none` takes back what settings or user type say. */
export type Auth =
  | { kind: 'none' }
  | { kind: 'basic' | 'digest'; user: Template; password: Template }
  | { kind: 'bearer'; token: Template }

/** Header name in lower case, and its value. */
export type HeaderTemplate = [name: string, value: Template]

/** `name` is what `{{name.column}}` uses; `columns[i]` is put into `slots[i]`. Only columns that are used are listed. */
export interface DataSource {
  name: string
  /** Absolute path, inside the plan's folder. */
  file: string
  pick: 'unique' | 'sequential' | 'random'
  atEnd: 'recycle' | 'stop'
  columns: string[]
  slots: number[]
}

export type EndpointKind = 'http' | 'websocket' | 'reply' | 'events' | 'group'

export interface Endpoint {
  /** As in reports, e.g. `POST /api/workflows/:workflow/execute`. */
  name: string
  kind: EndpointKind
  /** For matching criteria: `/api/workflows/:workflow/execute`, null where an `as` name hides it. */
  method: string | null
  path: string | null
}

// ── Templates ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** How a value is written into the text around it. `json`: a whole JSON value; `jsonString`: inside a JSON string. */
export type Encoding = 'raw' | 'url' | 'json' | 'jsonString'

export type TemplateCall =
  | { name: 'uuid' | 'now' | 'timestamp' | 'user' | 'iteration' }
  | { name: 'int'; min: number; max: number }
  | { name: 'oneOf'; options: string[] }

export type TemplatePart =
  | string
  /** `path`: members below the value, for `{{item.id}}` where item is an object. */
  | { slot: number; path: string[]; encode: Encoding }
  | { call: TemplateCall; encode: Encoding }

/** Parts to be joined. `[]` is the empty text; one string is a constant. */
export type Template = TemplatePart[]

/** A value rather than a text: `"{{x}}"` alone keeps the type of x; anything else is a text, or the JSON value as written. */
export type ValueTemplate =
  | { kind: 'constant'; value: JsonValue }
  | { kind: 'text'; template: Template }
  | { kind: 'slot'; slot: number; path: string[] }
  | { kind: 'call'; call: TemplateCall }
  | { kind: 'array'; items: ValueTemplate[] }
  | { kind: 'object'; members: [key: string, value: ValueTemplate][] }

export interface Assignment {
  slot: number
  value: ValueTemplate
}

/** `right` null: true when left is not '', 'false', '0', 'null'. Numbers are compared as numbers when both sides are. */
export interface Condition {
  left: ValueTemplate
  operator: ComparisonOperator | null
  right: ValueTemplate | null
  /** As written, for error texts. */
  text: string
}

// ── The program ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** A program counter: an index into `CompiledPlan.program`. */
export type Pc = number

export type Op =
  | { op: 'http'; request: HttpRequest }
  | { op: 'wait'; wait: Wait }
  | { op: 'set'; assignments: Assignment[] }
  | { op: 'jump'; to: Pc }
  /** Goes on when the condition holds, else to `otherwise`. */
  | { op: 'branch'; condition: Condition; otherwise: Pc }
  /** One of `targets`, by weight. */
  | { op: 'choose'; weights: number[]; targets: Pc[] }
  /** A flow: runs from `to` until its `return`. */
  | { op: 'call'; to: Pc }
  | { op: 'return' }
  /** Opens a loop frame; goes to `end` (after the matching loopNext) when there is nothing to repeat. */
  | { op: 'loopStart'; loop: Loop; end: Pc; position: SourcePosition }
  /** Decides whether the innermost frame goes round again (to `start`), else closes it and goes on. */
  | { op: 'loopNext'; start: Pc }
  | { op: 'groupStart'; endpoint: EndpointRef; position: SourcePosition }
  | { op: 'groupEnd' }
  | {
      op: 'socketOpen'
      socket: SocketRequest
      /** First op after the socket's block: where it goes when the socket cannot be opened. */ end: Pc
    }
  /** Closes the innermost socket; with `background` it stays open until the user stops. */
  | { op: 'socketClose'; background: boolean }
  | { op: 'send'; send: Send }
  | { op: 'listen'; durationMs: number }
  | { op: 'waitFor'; reply: Reply; endpoint: EndpointRef; position: SourcePosition }
  /** A stream of Server-Sent Events, read until its `for` or `until`. */
  | { op: 'events'; events: EventsRequest }
  /** Code of the user's. */
  | { op: 'script'; script: Script }
  /** End of a task, of onStart or onStop. */
  | { op: 'end' }

export type Loop =
  | { kind: 'times'; times: ValueTemplate }
  /** Do-while: the steps run, then the condition is looked at; `everyMs` passes between rounds. After `atMost` rounds without success the iteration fails ("gave up") and goes on. */
  | { kind: 'until'; until: Condition; everyMs: number; atMost: number }
  | { kind: 'over'; list: ValueTemplate; slot: number }

/** A fixed endpoint, or an `as` name with templates in it, known only when the step runs (capped per run). */
export type EndpointRef = { index: number } | { name: Template; kind: EndpointKind }

export type Wait =
  | { kind: 'fixed'; ms: number }
  | { kind: 'uniform'; minMs: number; maxMs: number }
  | { kind: 'exponential'; meanMs: number }
  /** Start to start; only between tasks. */
  | { kind: 'pacing'; periodMs: number }

export interface HttpRequest {
  endpoint: EndpointRef
  method: string
  /** Absolute URL or path with query; `query` of the plan is already part of it. */
  url: Template
  headers: HeaderTemplate[]
  /** Null: as settings or user type say. */
  auth: Auth | null
  body: Body | null
  expect: Expectation[]
  extract: Extraction[]
  timeoutMs: number
  redirects: number
  position: SourcePosition
}

export type Body =
  /** json, form and text bodies; `contentType` null: none is set (a header may). */
  | { kind: 'text'; template: Template; contentType: string | null }
  | { kind: 'file'; file: string; contentType: string | null }
  | { kind: 'multipart'; parts: MultipartPart[] }

export type MultipartPart =
  | { name: string; value: Template }
  | { name: string; file: string; filename: string; contentType: string }

export interface JsonPath {
  /** As written, RFC 9535. */
  text: string
  /** For a plain path of names and indexes (`$.a.b[0]`): its steps; else null and the whole query is evaluated. */
  segments: (string | number)[] | null
}

export type Expectation =
  /** A code (201) or a class ('2xx'). */
  | { kind: 'status'; accept: (number | '1xx' | '2xx' | '3xx' | '4xx' | '5xx')[] }
  | { kind: 'time'; operator: ComparisonOperator; limitMs: number }
  | { kind: 'header'; name: string; test: ValueTest }
  | { kind: 'text'; contains: Template }
  | { kind: 'matches'; pattern: string }
  | { kind: 'json'; path: JsonPath; test: ValueTest }
  | { kind: 'size'; operator: ComparisonOperator; bytes: number }

export type ValueTest =
  | { kind: 'exists' }
  | { kind: 'absent' }
  | { kind: 'equals'; value: ValueTemplate }
  | { kind: 'compare'; operator: ComparisonOperator; value: ValueTemplate }

export interface Extraction {
  slot: number
  name: string
  from:
    | { kind: 'json'; path: JsonPath }
    | { kind: 'header'; name: string }
    | { kind: 'regex'; pattern: string; group: number }
    | { kind: 'cookie'; name: string }
  pick: 'first' | 'last' | 'random' | 'all'
}

export interface SocketRequest {
  endpoint: EndpointRef
  /** Where the messages that arrive are counted (kind 'events'). */
  messages: EndpointRef
  /** Absolute ws(s) URL, or path. */
  url: Template
  headers: HeaderTemplate[]
  auth: Auth | null
  timeoutMs: number
  background: boolean
  position: SourcePosition
}

export interface Send {
  payload: Template
  /** Null: sent and forgotten. */
  reply: Reply | null
  /** Where the reply's time is counted; null without reply. */
  endpoint: EndpointRef | null
  position: SourcePosition
}

/** All given tests must hold for one message; `within` runs from the send. */
export interface Reply {
  json: { path: JsonPath; test: ValueTest }[]
  text: Template | null
  matches: string | null
  withinMs: number
  extract: Extraction[]
}

export interface EventsRequest {
  /** Counted until the head of its response. */
  request: HttpRequest
  /** Time from the request to the first event. */
  first: EndpointRef
  /** Time from one event to the next. */
  between: EndpointRef
  /** Where events are counted (kind 'events'). */
  events: EndpointRef
  /** Null: no event ends the step. */
  until: EventsUntil | null
  /** Where the time from the request to that event is counted (kind 'reply'); null without `until`. */
  awaited: EndpointRef | null
  /** How long events are listened to; with `until`, how long that is waited for. */
  forMs: number
}

/** The event that ends a stream: the `count`-th of this type (null: any) for whose data all tests hold. */
export interface EventsUntil {
  type: Template | null
  count: number
  reply: Reply
}

/** A function in a module of the user's. */
export interface Script {
  /** Absolute path; null: in the plan itself, which is code. */
  file: string | null
  /** The name of the export, and the keys that lead on from there. */
  path: string[]
  /** What it belongs to, for sentences: `task "buy" of Buyer`. */
  within: string
  position: SourcePosition
}

// ── Who runs, and how much ───────────────────────────────────────────────────────────────────────────────────────────

export interface UserType {
  name: string
  weight: number
  /** Between tasks; null = none. */
  wait: Wait | null
  headers: HeaderTemplate[]
  auth: Auth | null
  onStart: Pc | null
  onStop: Pc | null
  tasks: Task[]
}

export interface Task {
  name: string
  weight: number
  entry: Pc
}

export interface Scenario {
  name: string
  purpose: string | null
  load: LoadShape
  warmUpMs: number
  gracefulStopMs: number
  /** Types that take part; indexes into `users`, weights > 0. */
  users: { type: number; weight: number }[]
  /** The scenario's own and the plan's, already merged. */
  criteria: Criterion[]
}

// ── Criteria ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export type CriterionSubject =
  | { kind: 'all' }
  /** As written: a path, METHOD path, or an `as` name; * matches within a segment. */
  | { kind: 'endpoint'; pattern: string }

export type CriterionMetric =
  | { kind: 'percentile'; p: number }
  | { kind: 'avg' | 'min' | 'max' }
  | { kind: 'rate' }
  | { kind: 'failures' }
  | { kind: 'count' }
  | { kind: 'checks' }
  | { kind: 'dropped' }
  | { kind: 'apdex'; thresholdMs: number }

export interface Criterion {
  subject: CriterionSubject
  level: 'target' | 'maximum'
  metric: CriterionMetric
  operator: ComparisonOperator
  /** In `unit`. */
  limit: number
  unit: 'ms' | 'perS' | 'share' | 'count' | 'score'
  /** Sliding window (`for 10s`); null = the whole run after warm-up. */
  windowMs: number | null
  /** Ends the run gracefully when it breaks. */
  stop: boolean
  /** As written, e.g. `p95 < 500ms`. */
  text: string
  position: SourcePosition
}
