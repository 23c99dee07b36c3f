import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTarget, type Target } from '../../target/server.ts'
import { createWorkspace, type Finished, type Workspace } from '../testing/commandLine.ts'
import { harProblems } from './testing/harFields.ts'

const PLAN = `name: Debugged
target: \${TARGET}
secrets: { password: demo }
users:
  Worker:
    headers: { authorization: "Bearer {{token}}" }
    onStart:
      - post: /api/auth/login
        json: { username: user1, password: "{{password}}" }
        extract: { token: $.token }
    onStop: [ { post: /api/auth/logout } ]
    tasks:
      - name: create
        steps:
          - post: /api/workflows
            json: { name: made, runner: browser, steps: [ { type: navigate } ] }
            expect: { status: 201, json: { $.id: exists } }
            extract: { workflow: $.id }
          - delete: /api/workflows/{{workflow}}
      - name: expect too much
        steps:
          - get: /health
            expect: { status: 201, json: { $.status: broken, $.build: exists } }
            extract: { nothing: $.not.there }
      - name: talk
        steps:
          - websocket: /ws?token={{token}}
            steps:
              - send: { type: ping, id: 7 }
                reply: { json: { $.type: pong }, within: 5s }
                as: WS ping
      - name: watch
        steps:
          - events: /api/events?every=5
            until: { event: tick, count: 3, extract: { ticks: $.n } }
          - get: /api/workflows?limit={{ticks}}
  Stranger:
    tasks:
      - name: hostile
        steps: [ { get: "/hostile?a=1" } ]
      - name: binary
        steps: [ { get: /binary } ]
      - name: large
        steps: [ { get: /large } ]
      - name: endless wait
        steps: [ { get: /health }, { wait: 10m } ]
scenarios:
  only: { load: { users: 1, for: 1s } }
`

let target: Target
let hostile: Server
let workspace: Workspace

beforeAll(async () => {
  target = await startTarget({ port: 0 })
  hostile = createServer((request, response) => {
    if (request.url === '/binary') response.end(Buffer.from([0, 1, 2, 255, 254, 0]))
    else if (request.url === '/large') response.end(Buffer.alloc(10 * 1024 * 1024, 'large '))
    else {
      response.writeHead(200, 'Fine \u009b31m', { 'x-evil': 'a\u009b2Jb', 'content-type': 'text/plain; charset=utf-8' })
      response.end('\u001b]0;owned\u0007\u001b[2J\u202etext\u0000\r\nsecond line ✓')
    }
  })
  await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve))
  workspace = createWorkspace()
  workspace.write('shop.plan.yaml', PLAN)
})
afterAll(async () => {
  hostile.close()
  await target.close()
  workspace.remove()
})

const debug = (args: string[], environment: Record<string, string> = {}): Promise<Finished> =>
  workspace.run(['debug', 'shop.plan.yaml', ...args], { TARGET: target.url, ...environment })
const atHostile = (args: string[], environment: Record<string, string> = {}): Promise<Finished> =>
  debug(args, { TARGET: `http://127.0.0.1:${(hostile.address() as AddressInfo).port}`, ...environment })

describe.concurrent('loadwright debug', () => {
  test('prints the onStart, the iteration and the onStop in full, without secrets', async () => {
    const { code, stdout, stderr } = await debug(['--seed', '5'])
    expect(code).toBe(0)
    const titles = stdout.split('\n').filter((line) => /^ +\d+ {2}/.test(line))
    expect(
      titles.map((line) =>
        line
          .replaceAll(target.url, '')
          .replace(/[0-9a-f-]{36}/, 'ID')
          .replace(/[\d.]+ (ms|µs)$/, ''),
      ),
    ).toEqual([
      '   1  ✓ POST /api/auth/login  200 OK  ',
      '   2  ✓ POST /api/workflows  201 Created  ',
      '   3  ✓ DELETE /api/workflows/ID  204 No Content  ',
      '   4  ✓ POST /api/auth/logout  204 No Content  ',
    ])
    expect(stdout).toContain('shop.plan.yaml:15:13 · counted as POST /api/workflows · after ')
    expect(stdout).toContain('        ✓ $.id exists')
    expect(stdout).toContain('        authorization: Bearer •••')
    expect(stdout).toContain('          "password": "•••"')
    expect(stdout).not.toContain('"demo"')
    expect(stderr).toContain('Debugged · Worker · create · ')
    expect(stderr).toContain('--seed 5')
    expect(stderr).toMatch(/✓ OK {2}4 requests, \d+ of \d+ checks passed; the last ended after /)
  })

  test('a failed expectation is 99, and every check says what was found', async () => {
    const { code, stdout, stderr } = await debug(['--task', 'expect too much'])
    expect(code).toBe(99)
    expect(stdout).toMatch(/^ +2 {2}✕ GET .*\/health {2}200 OK/m)
    expect(stdout).toContain('checks  2 of 3 failed')
    expect(stdout).toMatch(/✕ status 201 {2}\(.*200.*\)/)
    expect(stdout).toMatch(/✕ \$\.status "broken" {2}\(\$\.status is "ok", expected "broken"\)/)
    expect(stdout).toContain('✓ $.build exists')
    expect(stdout).toMatch(/^ {6}✕ status: /m)
    expect(stderr).toMatch(/✕ FAIL {2}Step 2 failed: .* exit 99/)
  })

  test('WebSocket messages have directions, and the archive has them', async () => {
    const { code, stdout, stderr } = await debug(['--task', 'talk', '--har', 'talk.har'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ +3 {2}→ WS ping {2}sent$/m)
    expect(stdout).toMatch(/^ +4 {2}← WS ping {2}received {2}/m)
    expect(stderr).toContain('1 message sent, 1 message received')
    const text = readFileSync(join(workspace.folder, 'talk.har'), 'utf8')
    const har = JSON.parse(text) as { log: { entries: { _webSocketMessages?: { type: string; data: string }[] }[] } }
    expect(harProblems(har)).toEqual([])
    expect(har.log.entries).toHaveLength(3)
    expect(har.log.entries[1]!._webSocketMessages!.map(({ type, data }) => [type, JSON.parse(data)])).toEqual([
      ['send', { type: 'ping', id: 7 }],
      ['receive', { type: 'pong', id: 7 }],
    ])
    expect(text).not.toContain('"demo')
    expect(text).not.toMatch(/token=[^•"&]/)
  })

  test('events are shown as they come, and what was taken from the last one', async () => {
    const { code, stdout, stderr } = await debug(['--task', 'watch'])
    expect(code).toBe(0)
    expect(stdout.match(/^ +\d+ {2}← GET \/api\/events events {2}received$/gm)).toHaveLength(2)
    expect(stdout).toMatch(/^ +\d+ {2}← GET \/api\/events until {2}received {2}/m)
    expect(stdout).toMatch(/tick: \{"type":"tick","n":1,/)
    expect(stdout).toMatch(/^ +ticks = 3$/m)
    expect(stdout).toContain('/api/workflows?limit=3')
    expect(stderr).toContain('3 messages received')
  })

  test('--json is one document on stdout', async () => {
    const { code, stdout } = await debug(['--task', 'expect too much', '--json', '--seed', '7'])
    expect(code).toBe(99)
    const answer = JSON.parse(stdout) as Record<string, unknown> & { exchanges: { checks: object[] }[] }
    expect(answer).toMatchObject({
      schemaVersion: 1,
      plan: 'Debugged',
      user: 'Worker',
      task: 'expect too much',
      seed: 7,
      outcome: { requests: 3, failures: 1, checksFailed: 2, exitCode: 99 },
    })
    expect(answer.exchanges[1]!.checks).toHaveLength(3)
  })

  test('a target that is down is 3', async () => {
    const { code, stdout, stderr } = await debug(['-H', 'http://127.0.0.1:1'])
    expect(code).toBe(3)
    expect(stdout).toContain('no response')
    expect(stderr).toMatch(/✕ FAIL {2}http:\/\/127\.0\.0\.1:1 could not be reached; the only attempt failed: .* exit 3/)
  })

  test('what is misspelt is 2, with what was meant', async () => {
    const answers = await Promise.all([
      debug(['--user', 'Wroker']),
      debug(['--task', 'creat']),
      debug(['--user', 'Stranger', '--task', 'create']),
      debug(['--seed', 'x']),
    ])
    expect(answers.map(({ code }) => code)).toEqual([2, 2, 2, 2])
    expect(answers[0]!.stderr).toContain('The plan has no user `Wroker`. Did you mean `Worker`?')
    expect(answers[1]!.stderr).toContain('No user of the plan has a task `creat`. Did you mean `create`?')
    expect(answers[2]!.stderr).toContain('User `Stranger` has no task `create`. There are `hostile`, `binary`, `large`')
    expect(answers[3]!.stderr).toContain('--seed is "x"; it must be a whole number')
  })

  test('hostile responses do nothing to the terminal', async () => {
    const { code, stdout } = await atHostile(['--task', 'hostile'])
    expect(code).toBe(0)
    // oxlint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    expect(stdout).toContain('\\u001b]0;owned\\u0007\\u001b[2J\\u202etext\\u0000')
    expect(stdout).toContain('        second line ✓')
  })

  test('in a locale without Unicode only ASCII is printed', async () => {
    const { stdout, stderr } = await atHostile(['--task', 'hostile'], { LC_ALL: 'C' })
    // oxlint-disable-next-line no-control-regex
    expect(stdout + stderr).toMatch(/^[\n\u0020-\u007e]*$/)
    expect(stdout).toMatch(/^ +1 {2}OK GET http/m)
  })

  test('10 MB are cut and said to be, bytes are counted and not shown', async () => {
    const [large, binary] = await Promise.all([
      atHostile(['--task', 'large', '--har', 'large.har']),
      atHostile(['--task', 'binary']),
    ])
    expect(large.code).toBe(0)
    expect(large.stdout).toContain('response  cut: the first 16 KB of 10.5 MB')
    expect(large.stdout.length).toBeLessThan(20_000)
    expect(harProblems(JSON.parse(readFileSync(join(workspace.folder, 'large.har'), 'utf8')))).toEqual([])
    expect(binary.stdout).toMatch(/response {2}6 bytes/)
    // oxlint-disable-next-line no-control-regex
    expect(binary.stdout).not.toMatch(/[\u0000-\u0009]/)
  })

  test('an archive that cannot be written is 4, after everything was shown', async () => {
    const { code, stdout, stderr } = await debug(['--har', 'no/such/folder/x.har'])
    expect(code).toBe(4)
    expect(stdout).toContain('POST')
    expect(stderr).toContain('The archive could not be written: no/such/folder/x.har does not exist.')
  })

  test.each<[NodeJS.Signals, number]>([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('%s ends it with %i, what was seen is shown and archived', async (signal, expected) => {
    const file = `${signal}.har`
    const { child, finished } = workspace.start(['debug', 'shop.plan.yaml', '--task', 'endless wait', '--har', file], {
      TARGET: target.url,
    })
    await new Promise<void>((resolve) => child.stdout!.once('data', () => resolve()))
    child.kill(signal)
    const { code, stderr } = await finished
    expect(code).toBe(expected)
    expect(stderr).toContain(`Stopped by ${signal}. 1 request`)
    expect(harProblems(JSON.parse(readFileSync(join(workspace.folder, file), 'utf8')))).toEqual([])
  })
})
