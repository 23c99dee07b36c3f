/** The target's command line. */
import { parseArgs } from 'node:util'
import { KnobError, parseDuration } from './knobs.ts'
import type { TargetOptions } from './options.ts'

export const HELP = `The bundled system to practise on: an AI automation platform, on this machine.

  --port N                   default 8900; 0 takes a free one
  --host ADDRESS             default 127.0.0.1
  --build LABEL              shown in /health and /metrics
  --seed N                   decides every random choice
  --json                     print {"listening": URL} when ready

  --slow ROUTE=DELAY         200ms, 100ms..300ms or +30%, for a share of the requests: 2s@5%
  --fail ROUTE=SHARE[:HOW]   5% (status 500), 5%:503, 5%:reset, 5%:hang
  --lock ROUTE=DURATION      requests pass one by one, each holding a lock that long
  --stall FOR/EVERY          1s/10s: nothing is answered in the last second of every ten
  --leak SIZE/s              or SIZE/request: memory that is never given back
  --rate-limit RATE          100/s: the rest is answered with 429

  --connections N            client connections at once                      (unlimited)
  --pool N                   database connections that read                  (4)
  --pool-queue N             queries that may wait for one                   (5000)
  --pool-timeout DURATION    how long one waits                              (10s)
  --executions N             executions at once                              (1000)
  --queue N                  executions that may wait                        (10000)
  --execution-time RANGE     200ms..400ms, for one runner: llm=1s..2s
  --fail-executions SHARE    executions that end as failed                   (0%)
  --token-ttl DURATION       how long a login lasts                          (1h)
  --heartbeat DURATION       how often WebSockets are pinged                 (30s)
  --users N                  accounts user1 to userN                         (2000)
  --password TEXT            of all accounts                                 (demo)
  --history N                past executions in the database                 (5000)

ROUTE is "POST /api/workflows/:id/execute", "/api/workflows" for every method, or "*".
--slow, --fail, --lock and --execution-time may be given more than once. Routes: docs/target.md.
`

export type Arguments =
  | { readonly kind: 'help' }
  | { readonly kind: 'start'; readonly options: TargetOptions; readonly json: boolean }

/** @throws {KnobError} saying which argument is wrong and what would be right */
export function readArguments(texts: readonly string[]): Arguments {
  const values = parse(texts)
  if (values.help === true) return { kind: 'help' }
  const options: TargetOptions = {
    host: values.host,
    port: whole('port', values.port),
    build: values.build,
    seed: whole('seed', values.seed),
    users: whole('users', values.users),
    password: values.password,
    history: whole('history', values.history),
    tokenTtlMs: milliseconds('token-ttl', values['token-ttl']),
    heartbeatMs: milliseconds('heartbeat', values.heartbeat),
    pool: whole('pool', values.pool),
    poolQueue: whole('pool-queue', values['pool-queue']),
    poolTimeoutMs: milliseconds('pool-timeout', values['pool-timeout']),
    connections: whole('connections', values.connections),
    executions: whole('executions', values.executions),
    queue: whole('queue', values.queue),
    executionTime: values['execution-time'],
    failExecutions: values['fail-executions'],
    slow: values.slow,
    fail: values.fail,
    lock: values.lock,
    stall: values.stall,
    leak: values.leak,
    rateLimit: values['rate-limit'],
  }
  return { kind: 'start', options, json: values.json === true }
}

function parse(texts: readonly string[]) {
  const text = { type: 'string' } as const
  const list = { type: 'string', multiple: true } as const
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({
      args: [...texts],
      strict: true,
      allowPositionals: false,
      options: {
        host: text,
        port: text,
        build: text,
        seed: text,
        json: flag,
        help: { type: 'boolean', short: 'h' },
        slow: list,
        fail: list,
        lock: list,
        stall: text,
        leak: text,
        'rate-limit': text,
        connections: text,
        pool: text,
        'pool-queue': text,
        'pool-timeout': text,
        executions: text,
        queue: text,
        'execution-time': list,
        'fail-executions': text,
        'token-ttl': text,
        heartbeat: text,
        users: text,
        password: text,
        history: text,
      },
    }).values
  } catch (error) {
    throw new KnobError(error instanceof Error ? error.message : String(error))
  }
}

function whole(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text)) throw new KnobError(`--${name} ${JSON.stringify(text)}: it is not a whole number`)
  return Number(text)
}

function milliseconds(name: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : Math.round(parseDuration(name, text))
}
