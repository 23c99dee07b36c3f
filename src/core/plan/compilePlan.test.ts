import { expect, test } from 'vitest'
import type { CompiledPlan, HttpRequest, Op } from './compiledPlan.ts'
import { compiled, line, planText, readFixture } from './planFixture.ts'

function requests(plan: CompiledPlan): HttpRequest[] {
  return plan.program.flatMap((op) => (op.op === 'http' ? [op.request] : []))
}

function requestOf(steps: string, top = ''): HttpRequest {
  const [request] = requests(compiled(planText({ steps, top })))
  if (request === undefined) throw new Error('no request')
  return request
}

function codes(program: Op[]): string[] {
  return program.map((op) => op.op)
}

/** The body as it would be sent, with ‹slot:encoding› for the templates. */
function written({ body }: HttpRequest): string | null {
  return body?.kind === 'text'
    ? body.template
        .map((part) =>
          typeof part === 'string'
            ? part
            : 'slot' in part
              ? `‹${part.slot}:${part.encode}›`
              : `‹$${part.call.name}:${part.encode}›`,
        )
        .join('')
    : null
}

const VARIABLES = 'variables: { a: 1, b: x }'

test('what is not said has its documented value', () => {
  const plan = compiled(planText())
  expect(plan.settings).toEqual({
    timeoutMs: 30_000,
    connectTimeoutMs: 10_000,
    redirects: 5,
    headers: [],
    tls: { verify: true, caFile: null, certFile: null, keyFile: null, passphrase: null },
    http: '1.1',
    proxy: null,
    dns: { keepMs: 300_000, addresses: 'spread', family: 0, hosts: [] },
    auth: null,
    connections: 'perUser',
  })
  expect(plan.users[0]).toMatchObject({ weight: 1, wait: null, onStart: null, onStop: null })
  expect(plan.scenarios[0]).toMatchObject({
    warmUpMs: 0,
    gracefulStopMs: 30_000,
    users: [{ type: 0, weight: 1 }],
    criteria: [],
    purpose: null,
  })
  expect(requests(plan)[0]).toMatchObject({
    timeoutMs: 30_000,
    redirects: 5,
    expect: [],
    extract: [],
    body: null,
    position: { file: 'shop.plan.yaml', line: 8, column: 13 },
  })
})

test('settings are read', () => {
  const { settings } = compiled(
    planText({
      top: 'settings: { timeout: 5s, connectTimeout: 1s, redirects: 0, http: 2, connections: 20, headers: { X-A: "1" }, tls: { verify: false, ca: ca.pem, cert: c.pem, key: k.pem, passphrase: pass }, proxy: { url: https://Proxy.example:3128/, user: me, password: pw, except: [ .Local ] }, dns: { keep: 0, addresses: first, family: 4, hosts: { A.example: 127.0.0.1, b.example: "::1" } }, auth: { digest: { user: u, password: p } } }',
    }),
  )
  expect(settings).toEqual({
    timeoutMs: 5000,
    connectTimeoutMs: 1000,
    redirects: 0,
    headers: [['x-a', ['1']]],
    tls: {
      verify: false,
      caFile: '/plans/ca.pem',
      certFile: '/plans/c.pem',
      keyFile: '/plans/k.pem',
      passphrase: ['pass'],
    },
    http: '2',
    proxy: {
      origin: 'https://proxy.example:3128',
      credentials: { user: ['me'], password: ['pw'] },
      except: ['.local'],
    },
    dns: {
      keepMs: 0,
      addresses: 'first',
      family: 4,
      hosts: [
        ['a.example', '127.0.0.1'],
        ['b.example', '::1'],
      ],
    },
    auth: { kind: 'digest', user: ['u'], password: ['p'] },
    connections: 20,
  })
})

test('an environment variable is filled in as a scalar, never as structure', () => {
  const top = 'variables:\n  n: ${N:-12}\n  d: ${D:-}\n  e: $${N}\n  q: "${N:-12}"\n  m: ${M}'
  const plan = compiled(planText({ top }), { M: '{ evil: [1] }\n- x: y' })
  const values = Object.fromEntries(plan.variables.map(({ slot, value }) => [plan.slots[slot], value]))
  expect(values).toMatchObject({
    n: { value: 12 },
    d: { value: '' },
    e: { value: '${N}' },
    q: { value: '12' },
    m: { kind: 'constant', value: '{ evil: [1] }\n- x: y' },
  })
})

test('numbers may come from the environment', () => {
  const text = planText({ load: '\n      users: ${USERS:-10}\n      spawnRate: ${RATE:-5}\n      for: ${FOR:-1m}' })
  const { load } = compiled(text, { USERS: '3', FOR: '10s' }).scenarios[0] ?? {}
  expect(load).toEqual({
    model: 'closed',
    stages: [
      { durationMs: 400, from: 1, to: 3 },
      { durationMs: 9600, from: 3, to: 3 },
    ],
  })
})

test('templates keep types in JSON, are escaped inside texts, and encoded in URLs', () => {
  const request = requestOf(
    '- post: /items/{{a}}/x?q={{b}}\n  query: { z: "a b&{{b}}", l: [ 1, 2 ] }\n  json: { n: "{{a}}", t: "x \\"{{b}}", big: 12345678901234567890, f: 1.50, "k{{b}}": [ null, true, {} ] }',
    VARIABLES,
  )
  expect(request.url).toEqual([
    '/items/',
    { slot: 0, path: [], encode: 'url' },
    '/x?q=',
    { slot: 1, path: [], encode: 'url' },
    '&z=a%20b%26',
    { slot: 1, path: [], encode: 'url' },
    '&l=1&l=2',
  ])
  expect(written(request)).toBe(
    '{"n":‹0:json›,"t":"x \\"‹1:jsonString›","big":12345678901234567890,"f":1.5,"k‹1:jsonString›":[null,true,{}]}',
  )
  expect(request.body).toMatchObject({ contentType: 'application/json' })
})

test.each([
  ['{{b}}', ['raw'], 'GET :b'],
  ['{{b}}/x/{{a}}', ['raw', 'url'], 'GET :b/x/:a'],
  ['http://{{b}}:{{a}}/x/{{a}}', ['raw', 'raw', 'url'], 'GET http://:b::a/x/:a'],
  ['https://other/x?y={{a}}', ['url'], 'GET https://other/x'],
  ['http://127.0.0.1:8900/x', [], 'GET /x'],
  ['/{{$uuid}}/{{$int(1,9)}}', ['url', 'url'], 'GET /:uuid/:int'],
  ['/{{ accounts.first name }}', ['url'], 'GET /:first name'],
  ['/a b/ü?x=1#frag', [], 'GET /a b/ü'],
])('the URL %s', (url, encodings, name) => {
  const plan = compiled(planText({ steps: `- get: "${url}"`, top: `${VARIABLES}\ndata: { accounts: a.csv }` }))
  const parts = (requests(plan)[0]?.url ?? []).filter((part) => typeof part !== 'string')
  expect(parts.map((part) => part.encode)).toEqual(encodings)
  expect(plan.endpoints[0]?.name).toBe(name)
})

test('a constant URL is fit to be sent', () => {
  expect(requestOf('- get: "/a b/ü/100%/%20?x=<y>#frag"').url).toEqual(['/a%20b/%C3%BC/100%25/%20?x=%3Cy%3E'])
})

test('forms, texts, files and parts', () => {
  expect(written(requestOf('- post: /\n  form: { "a b": "x&{{b}}", l: [ 1, 2 ] }', VARIABLES))).toBe(
    'a%20b=x%26‹1:url›&l=1&l=2',
  )
  expect(
    requestOf('- post: /\n  headers: { Content-Type: text/xml }\n  body: "<a>{{b}}</a>"', VARIABLES),
  ).toMatchObject({
    headers: [['content-type', ['text/xml']]],
    body: { template: ['<a>', { slot: 1, encode: 'raw' }, '</a>'], contentType: null },
  })
  expect(requestOf('- post: /\n  body: { file: sub/a.bin, contentType: image/png }').body).toEqual({
    kind: 'file',
    file: '/plans/sub/a.bin',
    contentType: 'image/png',
  })
  expect(
    requestOf('- post: /\n  multipart: { note: hi, picture: { file: sub/a.png, contentType: image/png } }').body,
  ).toEqual({
    kind: 'multipart',
    parts: [
      { name: 'note', value: ['hi'] },
      { name: 'picture', file: '/plans/sub/a.png', filename: 'a.png', contentType: 'image/png' },
    ],
  })
})

test('members, functions and escaped braces', () => {
  const request = requestOf(
    `- post: /\n  body: 'a {{o.x.0}} {{$oneOf(a, "b, c", ''d'')}} {{$timestamp}} \\{{b}}'`,
    'variables: { o: { x: [ 1 ] } }',
  )
  expect(request.body).toMatchObject({
    template: [
      'a ',
      { slot: 0, path: ['x', '0'], encode: 'raw' },
      ' ',
      { call: { name: 'oneOf', options: ['a', 'b, c', 'd'] }, encode: 'raw' },
      ' ',
      { call: { name: 'timestamp' }, encode: 'raw' },
      ' {{b}}',
    ],
  })
})

test('expectations and extractions', () => {
  const request = requestOf(
    `- get: /
  expect:
    status: [ 200, 2xx ]
    time: 2s
    size: "> 1KB"
    headers: { X-A: exists, X-B: absent, X-C: abc }
    text: [ one, "{{b}}" ]
    matches: "^a+$"
    json: { $.id: exists, "$.items[0].n": ">= 3", "$..x": { a: 1 }, $.s: != failed, $.t: == exists, $.q: "== \\"5\\"" }
  extract:
    one: $.id
    two: { json: "$.items[*].id", pick: all }
    three: { header: Location }
    four: { regex: "id=(\\\\d+)" }
    five: { regex: "x+", pick: last }
    six: { cookie: session }`,
    VARIABLES,
  )
  expect(request.expect).toEqual([
    { kind: 'status', accept: [200, '2xx'] },
    { kind: 'time', operator: '<=', limitMs: 2000 },
    { kind: 'header', name: 'x-a', test: { kind: 'exists' } },
    { kind: 'header', name: 'x-b', test: { kind: 'absent' } },
    { kind: 'header', name: 'x-c', test: { kind: 'equals', value: { kind: 'constant', value: 'abc' } } },
    { kind: 'size', operator: '>', bytes: 1000 },
    { kind: 'text', contains: ['one'] },
    { kind: 'text', contains: [{ slot: 1, path: [], encode: 'raw' }] },
    { kind: 'matches', pattern: '^a+$' },
    { kind: 'json', path: { text: '$.id', segments: ['id'] }, test: { kind: 'exists' } },
    {
      kind: 'json',
      path: { text: '$.items[0].n', segments: ['items', 0, 'n'] },
      test: { kind: 'compare', operator: '>=', value: { kind: 'constant', value: 3 } },
    },
    {
      kind: 'json',
      path: { text: '$..x', segments: null },
      test: { kind: 'equals', value: { kind: 'constant', value: { a: 1 } } },
    },
    {
      kind: 'json',
      path: { text: '$.s', segments: ['s'] },
      test: { kind: 'compare', operator: '!=', value: { kind: 'constant', value: 'failed' } },
    },
    {
      kind: 'json',
      path: { text: '$.t', segments: ['t'] },
      test: { kind: 'compare', operator: '==', value: { kind: 'constant', value: 'exists' } },
    },
    {
      kind: 'json',
      path: { text: '$.q', segments: ['q'] },
      test: { kind: 'compare', operator: '==', value: { kind: 'constant', value: '5' } },
    },
  ])
  expect(request.extract.map(({ name, from, pick }) => ({ name, pick, from }))).toEqual([
    { name: 'one', pick: 'first', from: { kind: 'json', path: { text: '$.id', segments: ['id'] } } },
    { name: 'two', pick: 'all', from: { kind: 'json', path: { text: '$.items[*].id', segments: null } } },
    { name: 'three', pick: 'first', from: { kind: 'header', name: 'location' } },
    { name: 'four', pick: 'first', from: { kind: 'regex', pattern: 'id=(\\d+)', group: 1 } },
    { name: 'five', pick: 'last', from: { kind: 'regex', pattern: 'x+', group: 0 } },
    { name: 'six', pick: 'first', from: { kind: 'cookie', name: 'session' } },
  ])
})

test('control flow becomes jumps to the right places', () => {
  const { program } = compiled(
    planText({
      steps: `- if: "{{$iteration}} < 3"
  steps: [ { get: /a } ]
  else: [ { get: /b } ]
- choose: [ { weight: 2, steps: [ { get: /c } ] }, { steps: [ { get: /d } ] } ]
- repeat: { over: [ 1, 2 ], as: item }
  steps: [ { get: "/{{item}}" } ]
- group: checkout
  steps: [ { wait: 1s..2s } ]`,
    }),
  )
  expect(codes(program)).toEqual([
    'branch',
    'http',
    'jump',
    'http',
    'choose',
    'http',
    'jump',
    'http',
    'jump',
    'loopStart',
    'http',
    'loopNext',
    'groupStart',
    'wait',
    'groupEnd',
    'end',
  ])
  expect(program[0]).toMatchObject({
    otherwise: 3,
    condition: { left: { kind: 'call' }, operator: '<', right: { kind: 'constant', value: 3 } },
  })
  expect(program[2]).toEqual({ op: 'jump', to: 4 })
  expect(program[4]).toEqual({ op: 'choose', weights: [2, 1], targets: [5, 7] })
  expect([program[6], program[8]]).toEqual([
    { op: 'jump', to: 9 },
    { op: 'jump', to: 9 },
  ])
  expect(program[9]).toMatchObject({ end: 12, loop: { kind: 'over', list: { kind: 'constant', value: [1, 2] } } })
  expect(program[11]).toEqual({ op: 'loopNext', start: 10 })
})

test('flows are code of their own, called from wherever they are used', () => {
  const { program, users } = compiled(
    planText({
      top: 'flows:\n  outer: [ { flow: inner }, { get: /outer } ]\n  inner: [ { get: /inner } ]',
      user: 'onStart: [ { flow: outer } ]\nonStop: []',
      steps: '- flow: inner\n- flow: outer',
    }),
  )
  expect(codes(program)).toEqual(['call', 'end', 'call', 'call', 'end', 'call', 'http', 'return', 'http', 'return'])
  expect(program.flatMap((op) => (op.op === 'call' ? [op.to] : []))).toEqual([5, 8, 5, 8])
  expect(users[0]).toMatchObject({ onStart: 0, onStop: null, tasks: [{ entry: 2 }] })
})

test('sockets, their messages and replies have endpoints of their own', () => {
  const plan = compiled(
    planText({
      top: 'flows: { ask: [ { send: hello, reply: { text: hi } } ] }',
      steps: `- websocket: /ws?t={{$user}}
  background: true
  steps:
    - send: { type: subscribe }
      reply: { json: { $.type: ok }, within: 2s, extract: { id: $.id } }
      as: WS subscribe
    - send: [ 1 ]
    - flow: ask
    - waitFor: { matches: "x+" }
    - listen: 5s
- websocket: wss://other/{{$user}}
  as: other
  steps: [ { flow: ask } ]`,
    }),
  )
  expect(plan.endpoints.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    'websocket WS /ws',
    'events WS /ws messages',
    'reply WS subscribe',
    'reply WS /ws waitFor',
    'websocket other',
    'events other messages',
    'reply WS /ws reply',
    'reply other reply',
  ])
  expect(codes(plan.program)).toEqual([
    'socketOpen',
    'send',
    'send',
    'call',
    'waitFor',
    'listen',
    'socketClose',
    'socketOpen',
    'call',
    'socketClose',
    'end',
    'send',
    'return',
    'send',
    'return',
  ])
  expect(plan.program[0]).toMatchObject({
    end: 7,
    socket: { background: true, endpoint: { index: 0 }, messages: { index: 1 } },
  })
  expect(plan.program[1]).toMatchObject({
    send: {
      payload: ['{"type":"subscribe"}'],
      endpoint: { index: 2 },
      reply: { withinMs: 2000, extract: [{ name: 'id' }] },
    },
  })
  expect(plan.program[2]).toMatchObject({ send: { payload: ['[1]'], reply: null, endpoint: null } })
})

test('`as` names: fixed ones are shared, those with templates are made while the plan runs', () => {
  const plan = compiled(
    planText({ steps: '- get: /a\n  as: list\n- get: /b\n  as: list\n- get: /c\n  as: "list {{$user}}"' }),
  )
  expect(plan.endpoints).toEqual([{ name: 'list', kind: 'http', method: null, path: null }])
  expect(requests(plan).map((request) => request.endpoint)).toEqual([
    { index: 0 },
    { index: 0 },
    { kind: 'http', name: ['list ', { call: { name: 'user' }, encode: 'raw' }] },
  ])
})

test.each([
  ['{ users: 1, for: 1m }', { model: 'closed', stages: [{ durationMs: 60_000, from: 1, to: 1 }] }],
  ['{ arrivals: 60/m, for: 1m }', { model: 'open', stages: [{ durationMs: 60_000, from: 1, to: 1 }], maxUsers: 100 }],
  [
    '{ arrivals: 60/m, for: 1m, spacing: random }',
    { model: 'open', stages: [{ durationMs: 60_000, from: 1, to: 1 }], maxUsers: 100, spacing: 'random' },
  ],
  [
    '{ arrivals: 60/m, for: 1m, spacing: even }',
    { model: 'open', stages: [{ durationMs: 60_000, from: 1, to: 1 }], maxUsers: 100 },
  ],
  [
    '{ stages: [ { to: 60/m, for: 1m } ], spacing: random }',
    {
      model: 'open',
      stages: [{ durationMs: 60_000, from: 1, to: 1 }],
      maxUsers: 100,
      spacing: 'random',
    },
  ],
  [
    '{ arrivals: 50/s, for: 1m, maxUsers: 7 }',
    { model: 'open', stages: [{ durationMs: 60_000, from: 50, to: 50 }], maxUsers: 7 },
  ],
  [
    '{ stages: [ { to: 10, over: 1m, for: 2m }, { to: 50, for: 1m }, { to: 0, over: 5s } ] }',
    {
      model: 'closed',
      stages: [
        { durationMs: 60_000, from: 0, to: 10 },
        { durationMs: 120_000, from: 10, to: 10 },
        { durationMs: 60_000, from: 50, to: 50 },
        { durationMs: 5000, from: 50, to: 0 },
      ],
    },
  ],
  [
    '{ stages: [ { to: 5000/s, over: 1m } ] }',
    { model: 'open', stages: [{ durationMs: 60_000, from: 0, to: 5000 }], maxUsers: 10_000 },
  ],
])('the load %s', (load, expected) => {
  expect(compiled(planText({ load })).scenarios[0]?.load).toEqual(expected)
})

test('criteria of a scenario add to those of the plan and win over the same ones', () => {
  const text = planText({
    top: 'criteria:\n  endpoints: { /items: { target: p95 < 500ms, maximum: [ p99 < 2s, rate >= 5/s ] } }\n  all: { maximum: [ failures < 1%, "apdex(500ms) >= 0.9" ] }',
    scenario:
      'criteria: [ failures < 15%, "failures < 50% for 10s, stop", { endpoint: /items, target: p95 < 1s, maximum: rate <= 500/s }, p99.9 < 4s for 1m, stop, dropped == 0, dropped <= 0.5% ]',
    load: '{ arrivals: 5/s, for: 1m }',
  })
  const criteria = compiled(text).scenarios[0]?.criteria.map(
    ({ subject, level, text: written, stop, windowMs, limit, unit }) =>
      `${subject.kind === 'all' ? 'all' : subject.pattern} ${level} ${written} = ${limit} ${unit}${windowMs === null ? '' : ` in ${windowMs}`}${stop ? ' stops' : ''}`,
  )
  expect(criteria).toEqual([
    'all maximum failures < 15% = 0.15 share',
    'all maximum failures < 50% for 10s, stop = 0.5 share in 10000 stops',
    '/items target p95 < 1s = 1000 ms',
    '/items maximum rate <= 500/s = 500 perS',
    'all maximum p99.9 < 4s for 1m, stop = 4000 ms in 60000 stops',
    'all maximum dropped == 0 = 0 count',
    'all maximum dropped <= 0.5% = 0.005 share',
    '/items maximum p99 < 2s = 2000 ms',
    '/items maximum rate >= 5/s = 5 perS',
    'all maximum apdex(500ms) >= 0.9 = 0.9 score',
  ])
})

test('criteria of the plan about what the users of a scenario never do are left out there', () => {
  const text = planText({
    top: 'criteria: { endpoints: { /items: p95 < 1s, /admin: p95 < 1s } }',
    scenario: 'users: { Buyer: 1 }',
  }).replace(
    'scenarios:',
    '  Admin: { tasks: [ { name: t, steps: [ { get: /admin } ] } ] }\nscenarios:\n  all: { load: { users: 1, for: 1m } }',
  )
  const [all, smoke] = compiled(text).scenarios
  expect(all?.criteria).toHaveLength(2)
  expect(smoke?.criteria.map(({ subject }) => subject)).toEqual([{ kind: 'endpoint', pattern: '/items' }])
})

test('data sources keep the columns that are used', () => {
  const plan = compiled(
    planText({
      top: 'data: { accounts: { file: a.csv, pick: unique, atEnd: stop }, other: b.csv }',
      steps: '- get: "/{{accounts.first name}}"',
    }),
  )
  expect(plan.data).toEqual([
    { name: 'accounts', file: '/plans/a.csv', pick: 'unique', atEnd: 'stop', columns: ['first name'], slots: [0] },
    { name: 'other', file: '/plans/b.csv', pick: 'sequential', atEnd: 'recycle', columns: [], slots: [] },
  ])
})

test('secrets are only in the list of secrets, and never in a problem', () => {
  const text = planText({
    top: 'secrets:\n  password: ${PW:-hunter2}\n  bad: [ hunter3 ]\n  ${X}: hunter4',
    steps: '- post: /\n  json: { p: "{{password}}", q: "{{pasword}}" }',
  })
  const { problems } = readFixture(text, { PW: 's3cret' })
  expect(problems.length).toBeGreaterThan(1)
  expect(JSON.stringify(problems)).not.toMatch(/hunter|s3cret/)
  const plan = compiled(
    planText({ top: 'secrets: { password: "${PW:-hunter2}" }', steps: '- post: /\n  json: { p: "{{password}}" }' }),
    { PW: 's3cret' },
  )
  expect(plan.secrets).toEqual([{ slot: 0, name: 'password', value: 's3cret' }])
  expect(JSON.stringify({ ...plan, secrets: [] })).not.toContain('s3cret')
})

test('names of members of every object are names like any other', () => {
  const plan = compiled(
    planText({
      top: 'variables: { __proto__: 1, constructor: 2, toString: "{{constructor}}" }\nflows: { __proto__: [ { get: /p } ] }',
      steps:
        '- post: /\n  json: { __proto__: { a: "{{__proto__}}" } }\n- flow: __proto__\n- set: { hasOwnProperty: { __proto__: { b: 1 } } }',
    }),
  )
  expect(plan.slots).toEqual(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
  expect(written(requests(plan)[0] as HttpRequest)).toBe('{"__proto__":{"a":‹0:json›}}')
  expect(({} as { a?: unknown; b?: unknown }).b).toBeUndefined()
  const { problems } = readFixture(planText({ top: '__proto__: { target: x }' }))
  expect(problems.map(line)).toEqual([expect.stringContaining('Unknown key `__proto__`')])
})

test('a compiled plan survives a structured clone and JSON', () => {
  const plan = compiled(planText({ top: VARIABLES, steps: '- get: /{{a}}' }))
  expect(structuredClone(plan)).toEqual(plan)
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
})
