/**
 * The texts by which the target is told to misbehave (`--slow 'POST /api/workflows=200ms'`), and what they mean.
 * Every error says which text was wrong, what is wrong with it and what would be right.
 */

/** A knob's text that cannot be understood. The message is for the person who wrote it. */
export class KnobError extends Error {
  override readonly name = 'KnobError'
}

/** Which routes a knob is about: `POST /api/workflows/:id/execute`, `/api/workflows` (any method) or `*`. */
export interface RoutePattern {
  readonly text: string
  /** Upper case; undefined means every method. */
  readonly method: string | undefined
  /** Undefined means every path. */
  readonly segments: readonly string[] | undefined
}

export type Delay =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'range'; readonly fromMs: number; readonly toMs: number }
  /** A share of the time the request took without it: 0.3 makes it 30 % slower. */
  | { readonly kind: 'relative'; readonly share: number }

export interface SlowKnob {
  readonly route: RoutePattern
  readonly delay: Delay
  /** Which share of the requests is delayed, 0..1. */
  readonly share: number
}

export type Failure =
  | { readonly kind: 'status'; readonly status: number }
  /** The connection is reset without an answer. */
  | { readonly kind: 'reset' }
  /** The request is never answered. */
  | { readonly kind: 'hang' }

export interface FailKnob {
  readonly route: RoutePattern
  readonly share: number
  readonly failure: Failure
}

export interface LockKnob {
  readonly route: RoutePattern
  readonly holdMs: number
}

export interface StallKnob {
  readonly forMs: number
  readonly everyMs: number
}

export interface LeakKnob {
  readonly bytes: number
  readonly per: 'second' | 'request'
}

/** `ROUTE=200ms`, `ROUTE=100ms..300ms`, `ROUTE=+30%`, each with an optional `@5%`: only that share of the requests. */
export function parseSlow(text: string): SlowKnob {
  const { route, value } = splitRoute('slow', text)
  const [amount = '', share, ...rest] = value.split('@').map((part) => part.trim())
  if (rest.length > 0) throw wrong('slow', text, 'it has more than one @')
  return { route, delay: parseDelay(text, amount), share: share === undefined ? 1 : parseShare('slow', text, share) }
}

function parseDelay(text: string, amount: string): Delay {
  if (amount.startsWith('+')) {
    const percent = /^\+(\d+(?:\.\d+)?)%$/.exec(amount)
    if (percent === null) throw wrong('slow', text, `"${amount}" is not a share such as +30%`)
    return { kind: 'relative', share: Number(percent[1]) / 100 }
  }
  const [from = '', to, ...rest] = amount.split('..')
  if (rest.length > 0) throw wrong('slow', text, `"${amount}" is not a range such as 100ms..300ms`)
  if (to === undefined) return { kind: 'fixed', ms: parseDuration('slow', text, from) }
  const range = { fromMs: parseDuration('slow', text, from), toMs: parseDuration('slow', text, to) }
  if (range.toMs < range.fromMs) throw wrong('slow', text, 'the range ends before it begins')
  return { kind: 'range', ...range }
}

/** `ROUTE=5%` (status 500), `ROUTE=5%:503`, `ROUTE=5%:reset`, `ROUTE=5%:hang`. */
export function parseFail(text: string): FailKnob {
  const { route, value } = splitRoute('fail', text)
  const [amount = '', how = '500', ...rest] = value.split(':').map((part) => part.trim())
  if (rest.length > 0) throw wrong('fail', text, 'it has more than one ":" after the share')
  return { route, share: parseShare('fail', text, amount), failure: parseFailure(text, how) }
}

function parseFailure(text: string, how: string): Failure {
  if (how === 'reset' || how === 'hang') return { kind: how }
  const status = /^\d{3}$/.test(how) ? Number(how) : Number.NaN
  if (!(status >= 400 && status <= 599)) {
    throw wrong('fail', text, `"${how}" is neither a status from 400 to 599 nor "reset" nor "hang"`)
  }
  return { kind: 'status', status }
}

/** `ROUTE=20ms`: every request to it takes one lock and holds it at least that long, so that they pass one by one. */
export function parseLock(text: string): LockKnob {
  const { route, value } = splitRoute('lock', text)
  return { route, holdMs: parseDuration('lock', text, value) }
}

/** `1s/10s`: nothing is answered for one second in every ten. */
export function parseStall(text: string): StallKnob {
  const [forText = '', everyText, ...rest] = text.split('/').map((part) => part.trim())
  if (everyText === undefined || rest.length > 0) throw wrong('stall', text, 'it is not of the form 1s/10s')
  const stall = { forMs: parseDuration('stall', text, forText), everyMs: parseDuration('stall', text, everyText) }
  if (stall.forMs <= 0) throw wrong('stall', text, 'a stall has to last longer than nothing')
  if (stall.everyMs <= stall.forMs) throw wrong('stall', text, 'the period has to be longer than the stall')
  return stall
}

/** `1MB/s` or `64KB/request`. */
export function parseLeak(text: string): LeakKnob {
  const [size = '', per, ...rest] = text.split('/').map((part) => part.trim())
  const unit = per === 's' ? 'second' : per === 'request' ? 'request' : undefined
  if (unit === undefined || rest.length > 0) throw wrong('leak', text, 'it is neither SIZE/s nor SIZE/request')
  const bytes = parseSize('leak', text, size)
  if (bytes < 1) throw wrong('leak', text, 'a leak has to be at least one byte')
  return { bytes, per: unit }
}

/** `100/s` or `3000/m`; the answer is per second. */
export function parseRate(knob: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)\/(s|m)$/.exec(text.trim())
  const perSecond = match === null ? Number.NaN : Number(match[1]) / (match[2] === 'm' ? 60 : 1)
  if (!(perSecond > 0)) throw wrong(knob, text, 'it is not a rate such as 100/s or 3000/m')
  return perSecond
}

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `250ms`, `2s`, `1m30s`, `2h`, or a plain 0, in milliseconds. `text` is the whole knob, for the error. */
export function parseDuration(knob: string, text: string, part = text): number {
  const trimmed = part.trim()
  if (trimmed === '0') return 0
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(trimmed)) {
    throw wrong(knob, text, `"${trimmed}" is not a duration such as 250ms, 2s or 1m30s`)
  }
  let totalMs = 0
  for (const match of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    totalMs += Number(match[1]) * (MILLISECONDS[match[2] ?? ''] ?? Number.NaN)
  }
  // Longer does not fit a timer of the platform, which would then fire at once.
  if (!(totalMs <= 2 ** 31 - 1)) throw wrong(knob, text, `"${trimmed}" is longer than 24 days`)
  return totalMs
}

const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
}

function parseSize(knob: string, text: string, part: string): number {
  const match = /^(\d+(?:\.\d+)?)(B|KB|MB|GB|KiB|MiB|GiB)$/.exec(part)
  if (match === null) throw wrong(knob, text, `"${part}" is not a size such as 64KB or 1MB`)
  return Math.round(Number(match[1]) * (BYTES[match[2] ?? ''] ?? Number.NaN))
}

/** `5%` as 0.05; more than 100 % is an error. `text` is the whole knob, for the error. */
export function parseShare(knob: string, text: string, part = text): number {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(part.trim())
  const share = match === null ? Number.NaN : Number(match[1]) / 100
  if (!(share <= 1)) throw wrong(knob, text, `"${part.trim()}" is not a share from 0% to 100%`)
  return share
}

/** A route as knobs name it. Names of parameters do not matter: `/api/workflows/:workflow` is `/api/workflows/:id`. */
export function parseRoute(knob: string, text: string, part = text): RoutePattern {
  const trimmed = part.trim()
  const match = /^(?:([A-Za-z]+)\s+)?(\*|\/\S*)$/.exec(trimmed)
  if (match === null) {
    throw wrong(knob, text, `"${trimmed}" is not a route such as "POST /api/workflows", "/api/workflows" or "*"`)
  }
  const path = match[2] ?? '*'
  return { text: trimmed, method: match[1]?.toUpperCase(), segments: path === '*' ? undefined : path.split('/') }
}

/** Whether a route of the server (`GET`, `/api/workflows/:id`) is one that the pattern means. */
export function routeMatches(pattern: RoutePattern, method: string, path: string): boolean {
  if (pattern.method !== undefined && pattern.method !== method) return false
  if (pattern.segments === undefined) return true
  const segments = path.split('/')
  return (
    segments.length === pattern.segments.length &&
    pattern.segments.every((wanted, index) => {
      const actual = segments[index] ?? ''
      return wanted === '*' || wanted === actual || (wanted.startsWith(':') && actual.startsWith(':'))
    })
  )
}

function splitRoute(knob: string, text: string): { route: RoutePattern; value: string } {
  const at = text.lastIndexOf('=')
  if (at < 0) throw wrong(knob, text, 'it is not of the form ROUTE=VALUE')
  return { route: parseRoute(knob, text, text.slice(0, at)), value: text.slice(at + 1).trim() }
}

function wrong(knob: string, text: string, why: string): KnobError {
  return new KnobError(`--${knob} ${JSON.stringify(text)}: ${why}`)
}
