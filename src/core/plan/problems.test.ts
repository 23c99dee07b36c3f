import { describe, expect, test } from 'vitest'
import { line, planText, readFixture, unmarked } from './planFixture.ts'
import type { Environment } from './substitution.ts'

interface Case {
  what: string
  /** With ▶ before the offending text. */
  text: string
  message: RegExp
  suggestion?: string
  severity?: 'warning'
  environment?: Environment
}

/** Each text has exactly one problem, at the mark. */
const cases: Case[] = [
  // Keys
  {
    what: 'unknown key of the plan',
    text: planText({ top: '▶varables: { a: 1 }' }),
    message: /Unknown key `varables` in a plan/,
    suggestion: 'variables',
  },
  {
    what: 'unknown key of a load',
    text: planText({ load: '{ users: 10, ▶spwanRate: 5, for: 1m }' }),
    message: /Unknown key/,
    suggestion: 'spawnRate',
  },
  {
    what: 'unknown key of a request',
    text: planText({ steps: '- get: /items\n  ▶expct: { status: 200 }' }),
    message: /Unknown key/,
    suggestion: 'expect',
  },
  {
    what: 'unknown kind of step',
    text: planText({ steps: '- ▶gte: /items' }),
    message: /not a kind of step/,
    suggestion: 'get',
  },
  {
    what: 'two kinds in one step',
    text: planText({ steps: '- get: /items\n  ▶wait: 2s' }),
    message: /two steps in one/,
  },
  { what: 'an empty step', text: planText({ steps: '- ▶{}' }), message: /empty/ },
  {
    what: 'a duplicate key',
    text: planText({ steps: '- get: /items\n  ▶get: /other' }),
    message: /twice; the first is in line 8/,
  },
  {
    what: 'a missing target',
    text: '▶name: Shop\nusers: { A: { tasks: [ { name: t, steps: [ { get: / } ] } ] } }\nscenarios: { s: { load: { users: 1, for: 1m } } }',
    message: /no `target`/,
  },
  {
    what: 'two bodies',
    text: planText({ steps: '- post: /items\n  json: {}\n  ▶form: {}' }),
    message: /cannot stand beside/,
  },
  { what: 'a key that is not a text', text: planText({ top: 'variables: { ▶[a]: 1 }' }), message: /not a text/ },
  // Types
  { what: 'a list for a map', text: planText({ top: 'settings: ▶[ 1 ]' }), message: /`settings` cannot be a list/ },
  {
    what: 'a text for a number',
    text: planText({ load: '{ users: ▶ten, for: 1m }' }),
    message: /not right for `users`/,
  },
  {
    what: 'a text for a boolean',
    text: planText({ top: 'settings: { tls: { verify: ▶maybe } }' }),
    message: /not right for `verify`/,
  },
  { what: 'no value', text: planText({ top: '▶variables:' }), message: /has no value/ },
  { what: 'a duration without a unit', text: planText({ user: 'wait: ▶2' }), message: /not right for `wait`/ },
  { what: 'a range upside down', text: planText({ user: 'wait: ▶3s..1s' }), message: /not right for `wait`/ },
  {
    what: 'an unknown word',
    text: planText({ top: 'data: { accounts: { file: a.csv, pick: ▶uniqe } }' }),
    message: /not right for `pick`/,
    suggestion: 'unique',
  },
  { what: 'a negative weight', text: planText({ user: 'weight: ▶-1' }), message: /not right for `weight`/ },
  { what: 'a name with spaces', text: planText({ top: 'variables: { ▶my name: 1 }' }), message: /cannot be a name/ },
  { what: 'an empty name', text: planText().replace('Shop', '▶""'), message: /not right for `name`/ },
  // YAML
  { what: 'broken YAML', text: planText({ top: 'variables: { a: ▶"x }' }), message: /YAML: Missing closing/ },
  {
    what: 'a template without quotes',
    text: planText({ top: 'variables: { b: 1, a: ▶{{b}} }' }),
    message: /needs quotes/,
  },
  { what: 'an unknown tag', text: planText({ top: 'variables: { a: ▶!env X }' }), message: /tag/ },
  { what: 'an unknown alias', text: planText({ top: 'variables: { a: ▶*b }' }), message: /alias/i },
  { what: 'an alias of itself', text: planText({ top: 'variables: { a: &b [ ▶*b ] }' }), message: /contains itself/ },
  // Environment
  {
    what: 'an unset variable where a number belongs, without echo',
    text: planText().replace('{ users: 10, spawnRate: 5, for: 1m }', '\n      users: ▶${USERS}\n      for: 1m'),
    message: /`USERS` is not set/,
  },
  {
    what: 'an empty target, without echo',
    text: planText().replace('http://127.0.0.1:8900', '▶""'),
    message: /not right for `target`/,
  },
  {
    what: 'an unset variable',
    text: planText({ top: 'variables: { a: "x ▶${HOST}" }' }),
    message: /`HOST` is not set/,
  },
  {
    what: 'a malformed placeholder',
    text: planText({ top: 'variables: { a: "▶${HO-ST}" }' }),
    message: /not a variable of the environment/,
  },
  {
    what: 'a member of every object',
    text: planText({ top: 'variables: { a: "▶${constructor}" }' }),
    message: /`constructor` is not set/,
  },
  // Target
  {
    what: 'a target without scheme',
    text: planText().replace('http://127.0.0.1:8900', '▶127.0.0.1:8900'),
    message: /cannot be the target/,
  },
  {
    what: 'a target with credentials',
    text: planText().replace('http://127.0.0.1:8900', '▶http://me:pw@host'),
    message: /cannot be the target/,
  },
  {
    what: 'a target with a query',
    text: planText().replace('http://127.0.0.1:8900', '▶http://host/?a=1'),
    message: /cannot be the target/,
  },
  {
    what: 'a port that is none',
    text: planText().replace('http://127.0.0.1:8900', '▶http://host:99999'),
    message: /cannot be the target/,
  },
  // Templates
  {
    what: 'an unknown name',
    text: planText({ top: 'variables: { channel: x }', steps: '- get: /items/▶{{chanel}}' }),
    message: /Nothing defines `chanel`/,
    suggestion: 'channel',
  },
  {
    what: 'an unknown name deep in a body',
    text: planText({ steps: '- post: /items\n  json: { a: [ { b: "x ▶{{nope}} y" } ] }' }),
    message: /Nothing defines `nope`/,
  },
  {
    what: 'an unknown name in a header',
    text: planText({
      user: 'headers: { authorization: "Bearer ▶{{tokn}}" }',
      steps: '- get: /\n  extract: { token: $.t }',
    }),
    message: /Nothing defines/,
    suggestion: 'token',
  },
  {
    what: 'the second of two names',
    text: planText({ top: 'variables: { a: 1 }', steps: '- get: "/{{a}}/▶{{b}}"' }),
    message: /Nothing defines `b`/,
  },
  {
    what: 'a name in a folded text',
    text: planText({ steps: '- post: /\n  body: >\n    one\n    two ▶{{nope}}' }),
    message: /Nothing defines/,
  },
  {
    what: 'an unknown function',
    text: planText({ steps: '- get: /▶{{$uid}}' }),
    message: /no such function/,
    suggestion: '$uuid',
  },
  {
    what: 'wrong arguments',
    text: planText({ steps: '- get: "/▶{{$int(5,1)}}"' }),
    message: /\$int takes two whole numbers/,
  },
  { what: 'an open template', text: planText({ steps: '- get: "/▶{{a"' }), message: /never closed/ },
  { what: 'an expression', text: planText({ steps: '- get: "/▶{{a | upper}}"' }), message: /not an expression/ },
  { what: 'an empty template', text: planText({ steps: '- get: "/▶{{ }}"' }), message: /no name/ },
  {
    what: 'a variable before it is known',
    text: planText({ top: 'variables: { a: "▶{{b}}", b: 1 }' }),
    message: /not known yet/,
  },
  {
    what: 'an extracted name in a variable',
    text: planText({ top: 'variables: { a: "▶{{t}}" }', steps: '- get: /\n  extract: { t: $.t }' }),
    message: /not known yet/,
  },
  {
    what: 'a name that only another user sets',
    text: planText({ steps: '- get: "/▶{{t}}"' }).replace(
      '  Buyer:',
      '  Other: { tasks: [ { name: t, steps: [ { get: /, extract: { t: $.t } } ] } ] }\n  Buyer:',
    ),
    message: /`Buyer` never set `t`; only `Other` does/,
    severity: 'warning',
  },
  {
    what: 'a template in a file name',
    text: planText({ steps: '- post: /\n  body: { file: ▶"a{{$uuid}}.bin" }' }),
    message: /file name cannot contain templates/,
  },
  // Data
  {
    what: 'an unknown column',
    text: planText({ top: 'data: { accounts: a.csv }', steps: '- get: "/▶{{accounts.usrname}}"' }),
    message: /no column `usrname`/,
    suggestion: 'username',
  },
  {
    what: 'data without a column',
    text: planText({ top: 'data: { accounts: a.csv }', steps: '- get: "/▶{{accounts}}"' }),
    message: /is a data file/,
  },
  {
    what: 'a missing file',
    text: planText({ top: 'data: { accounts: ▶missing.csv }' }),
    message: /does not exist/,
    suggestion: 'accounts.csv',
  },
  { what: 'an empty file', text: planText({ top: 'data: { accounts: { file: ▶empty.csv } }' }), message: /is empty/ },
  {
    what: 'a name that is taken',
    text: planText({ top: 'variables: { a: 1 }\nsecrets: { ▶a: x }' }),
    message: /also in `variables`/,
  },
  {
    what: 'a step that sets a secret',
    text: planText({ top: 'secrets: { a: x }', steps: '- set: { ▶a: 1 }' }),
    message: /is a secret and cannot be set/,
  },
  {
    what: 'a step that extracts into data',
    text: planText({ top: 'data: { accounts: a.csv }', steps: '- get: /\n  extract: { ▶accounts: $.a }' }),
    message: /is a data source/,
  },
  // Requests
  { what: 'a path of another host', text: planText({ steps: '- get: ▶//cdn/x' }), message: /another host/ },
  {
    what: 'a path without slash',
    text: planText({ steps: '- get: ▶items' }),
    message: /begins with a slash/,
    suggestion: '/items',
  },
  { what: 'another scheme', text: planText({ steps: '- get: ▶ftp://host/x' }), message: /cannot be requested/ },
  {
    what: 'a header of the protocol',
    text: planText({ steps: '- get: /\n  headers: { ▶Content-Length: 5 }' }),
    message: /set by Loadwright/,
  },
  {
    what: 'a header twice',
    text: planText({ steps: '- get: /\n  headers: { accept: a, ▶Accept: b }' }),
    message: /twice/,
  },
  {
    what: 'a header that is none',
    text: planText({ steps: '- get: /\n  headers: { "▶a b": c }' }).replace('"▶', '▶"'),
    message: /cannot be a name/,
  },
  {
    what: 'a line break in a header',
    text: planText({ steps: '- get: /\n  headers: { a: ▶"b\\r\\nc: d" }' }),
    message: /cannot carry/,
  },
  {
    what: 'a method that is none',
    text: planText({ steps: '- request: { method: ▶GE T, url: / }' }),
    message: /not an HTTP method/,
  },
  {
    what: 'a status that is none',
    text: planText({ steps: '- get: /\n  expect: { status: ▶2000 }' }),
    message: /not right for `status`/,
  },
  {
    what: 'a regular expression that is none',
    text: planText({ steps: '- get: /\n  expect: { matches: ▶"a(" }' }),
    message: /not a regular expression/,
  },
  {
    what: 'a template in a regular expression',
    text: planText({ steps: '- get: /\n  expect: { matches: ▶"a {{b}}" }' }),
    message: /Templates cannot/,
  },
  {
    what: 'a JSONPath that is none',
    text: planText({ steps: '- get: /\n  extract: { a: "▶$.a[" }' }).replace('"▶', '▶"'),
    message: /not a JSONPath/,
  },
  {
    what: 'a JSONPath without $',
    text: planText({ steps: '- get: /\n  extract: { a: ▶data.id }' }),
    message: /not a JSONPath/,
    suggestion: '$.data.id',
  },
  {
    what: 'a JSONPath of an expectation',
    text: planText({ steps: '- get: /\n  expect: { json: { ▶id: 1 } }' }),
    message: /not a JSONPath/,
    suggestion: '$.id',
  },
  {
    what: 'a comparison that is none',
    text: planText({ steps: '- get: /\n  expect: { json: { $.a: "▶=<3" } }' }),
    message: /comparison cannot be read/,
  },
  {
    what: 'a time without unit',
    text: planText({ steps: '- get: /\n  expect: { time: ▶< 2 }' }),
    message: /not right for `time`/,
  },
  {
    what: 'a group that is not there',
    text: planText({ steps: '- get: /\n  extract: { a: { regex: "x(y)", group: ▶2 } }' }),
    message: /only 1 group/,
  },
  {
    what: 'an extraction from nowhere',
    text: planText({ steps: '- get: /\n  extract: { a: ▶{ pick: last } }' }),
    message: /nowhere to look/,
  },
  {
    what: 'an infinite number',
    text: planText({ steps: '- post: /\n  json: { a: ▶.inf }' }),
    message: /JSON has no such number/,
  },
  {
    what: 'half a client certificate',
    text: planText({ top: 'settings: { tls: { cert: ▶c.pem } }' }),
    message: /two files/,
  },
  {
    what: 'a secret in a name',
    text: planText({ top: 'secrets: { key: abc }', steps: '- get: /\n  as: ▶"x {{key}}"' }),
    message: /cannot be part of a name/,
  },
  {
    what: 'a WebSocket over http',
    text: planText({ steps: '- websocket: ▶http://host/ws\n  steps: [ { listen: 1s } ]' }),
    message: /cannot be requested/,
  },
  // Conditions and loops
  {
    what: 'an unknown operator',
    text: planText({ steps: '- if: "{{$user}} ▶= 3"\n  steps: [ { wait: 1s } ]' }),
    message: /no such comparison/,
    suggestion: '==',
  },
  {
    what: 'two comparisons',
    text: planText({ steps: '- if: "{{$user}} == 3 and {{$iteration}} ▶== 4"\n  steps: [ { wait: 1s } ]' }),
    message: /one comparison/,
  },
  {
    what: 'a comparison with nothing',
    text: planText({ steps: '- if: "{{$user}} ▶=="\n  steps: [ { wait: 1s } ]' }),
    message: /nothing to compare behind/,
  },
  {
    what: 'a loop that does not say how often',
    text: planText({ steps: '- repeat: ▶{}\n  steps: [ { wait: 1s } ]' }),
    message: /how often/,
  },
  {
    what: 'times that are no number',
    text: planText({ steps: '- repeat: { times: ▶often }\n  steps: [ { wait: 1s } ]' }),
    message: /not a number of times/,
  },
  {
    what: 'every without until',
    text: planText({ steps: '- repeat: { times: 3, ▶every: 1s }\n  steps: [ { wait: 1s } ]' }),
    message: /`every` belongs to `until`/,
  },
  {
    what: 'over what is no list',
    text: planText({ steps: '- repeat: { over: ▶abc, as: item }\n  steps: [ { wait: 1s } ]' }),
    message: /not a list/,
  },
  {
    what: 'items without a name',
    text: planText({ steps: '- repeat: ▶{ over: [ 1 ] }\n  steps: [ { wait: 1s } ]' }),
    message: /no name/,
  },
  { what: 'pacing as a step', text: planText({ steps: '- wait: ▶{ pacing: 5s }' }), message: /Pacing/ },
  { what: 'no steps', text: planText({ steps: '- group: a\n  steps: ▶[]' }), message: /`steps` is empty/ },
  {
    what: 'weights of zero',
    text: planText({ steps: '- choose: [ { weight: ▶0, steps: [ { wait: 1s } ] } ]' }),
    message: /none can be taken/,
  },
  {
    what: 'a weight of zero',
    text: planText({ steps: '- choose: [ { weight: ▶0, steps: [ { wait: 1s } ] }, { steps: [ { wait: 1s } ] } ]' }),
    message: /never taken/,
    severity: 'warning',
  },
  // Flows
  {
    what: 'an unknown flow',
    text: planText({ top: 'flows: { log in: [ { get: / } ] }', steps: '- flow: ▶login\n- flow: log in' }),
    message: /no flow `login`/,
    suggestion: 'log in',
  },
  {
    what: 'a flow that calls itself',
    text: planText({ top: 'flows: { a: [ { flow: ▶a } ] }', steps: '- flow: a' }),
    message: /circle: `a` → `a`/,
  },
  {
    what: 'flows in a circle',
    text: planText({
      top: 'flows:\n  a: [ { flow: b } ]\n  b: [ { flow: c } ]\n  c: [ { flow: ▶a } ]',
      steps: '- flow: b\n- flow: a',
    }),
    message: /circle: `a` → `b` → `c` → `a`/,
  },
  {
    what: 'a flow that nobody uses',
    text: planText({ top: 'flows: { ▶a: [ { get: / } ] }' }),
    message: /No step uses/,
    severity: 'warning',
  },
  // WebSockets
  { what: 'a send outside', text: planText({ steps: '- ▶send: hello' }), message: /`send` stands outside/ },
  {
    what: 'a send outside, in a flow',
    text: planText({ top: 'flows: { a: [ { ▶listen: 1s } ] }', steps: '- flow: a' }),
    message: /`listen` stands outside/,
  },
  {
    what: 'a cookie of a message',
    text: planText({
      steps: '- websocket: /ws\n  steps: [ { waitFor: { text: a, extract: { b: { cookie: ▶c } } } } ]',
    }),
    message: /neither headers nor cookies/,
  },
  {
    what: 'a reply that anything satisfies',
    text: planText({ steps: '- websocket: /ws\n  steps: [ { send: a, reply: ▶{} } ]' }),
    message: /Any message/,
    severity: 'warning',
  },
  // Users and scenarios
  {
    what: 'no tasks',
    text: planText().replace(/tasks:[\s\S]*(?=scenarios)/, 'tasks: ▶[]\n'),
    message: /`tasks` is empty/,
  },
  {
    what: 'two tasks of one name',
    text: planText().replace('scenarios:', '      - name: ▶buy\n        steps: [ { get: / } ]\nscenarios:'),
    message: /two tasks named `buy`/,
  },
  {
    what: 'a user in no scenario',
    text: planText({ scenario: 'users: { Buyer: 1 }' }).replace(
      '  Buyer:',
      '  ▶Admin: { tasks: [ { name: t, steps: [ { get: / } ] } ] }\n  Buyer:',
    ),
    message: /takes part in no scenario/,
    severity: 'warning',
  },
  {
    what: 'an unknown user',
    text: planText({ scenario: 'users: { Buyer: 1, ▶Byer: 1 }' }),
    message: /no user type `Byer`/,
    suggestion: 'Buyer',
  },
  { what: 'nobody', text: planText({ scenario: 'users: ▶{ Buyer: 0 }' }), message: /Nobody takes part/ },
  { what: 'no users', text: planText({ load: '{ users: ▶0, for: 1m }' }), message: /not right for `users`/ },
  {
    what: 'a run shorter than its ramp',
    text: planText({ load: '{ users: 100, spawnRate: 1, for: ▶1m }' }),
    message: /before all 100 users have started: at 1\/s that takes 1m39s/,
  },
  {
    what: 'the default ramp',
    text: planText({ load: '{ users: 100, for: ▶1m }' }),
    message: /at 1\/s \(the default\)/,
  },
  {
    what: 'a spawn rate of zero',
    text: planText({ load: '{ users: 10, spawnRate: ▶0, for: 1m }' }),
    message: /no user ever starts/,
  },
  { what: 'a load without a length', text: planText({ load: '▶{ users: 10 }' }), message: /how long/ },
  { what: 'a load of nothing', text: planText({ load: '▶{ for: 1m }' }), message: /how much/ },
  {
    what: 'two loads',
    text: planText({ load: '{ users: 10, ▶arrivals: 5/s, for: 1m }' }),
    message: /cannot stand beside/,
  },
  {
    what: 'arrivals without a rate',
    text: planText({ load: '{ arrivals: ▶5, for: 1m }' }),
    message: /not right for `arrivals`/,
  },
  { what: 'no arrivals', text: planText({ load: '{ arrivals: ▶0/s, for: 1m }' }), message: /nothing ever starts/ },
  {
    what: 'arrivals without users',
    text: planText({ load: '{ arrivals: 5/s, for: 1m, maxUsers: ▶0 }' }),
    message: /not right for `maxUsers`/,
  },
  {
    what: 'a key that has no meaning',
    text: planText({ load: '{ arrivals: 5/s, for: 1m, ▶spawnRate: 5 }' }),
    message: /no meaning/,
  },
  {
    what: 'users that are spaced',
    text: planText({ load: '{ users: 5, spawnRate: 5, for: 1m, ▶spacing: random }' }),
    message: /no meaning/,
  },
  {
    what: 'stages of users that are spaced',
    text: planText({ load: '{ stages: [ { to: 50, over: 1m } ], ▶spacing: random }' }),
    message: /no meaning/,
  },
  {
    what: 'a spacing that is none',
    text: planText({ load: '{ arrivals: 5/s, for: 1m, spacing: ▶poisson }' }),
    message: /not right for `spacing`/,
  },
  {
    what: 'stages of both kinds',
    text: planText({ load: '{ stages: [ { to: 50, over: 1m }, { to: ▶50/s, over: 1m } ] }' }),
    message: /mixed/,
  },
  { what: 'a stage without a length', text: planText({ load: '{ stages: [ ▶{ to: 50 } ] }' }), message: /how long/ },
  {
    what: 'a ramp to nowhere',
    text: planText({ load: '{ stages: [ { to: 5, over: 1m }, ▶{ over: 1m } ] }' }),
    message: /where it leads/,
  },
  { what: 'stages of nothing', text: planText({ load: '{ stages: ▶[ { for: 1m } ] }' }), message: /never rise/ },
  {
    what: 'a warm-up longer than the run',
    text: planText({ scenario: 'warmUp: ▶1m' }),
    message: /nothing would be judged/,
  },
  // Criteria
  { what: 'an unknown metric', text: planText({ scenario: 'criteria: [ ▶p101 < 2s ]' }), message: /not right/ },
  { what: 'a limit without unit', text: planText({ scenario: 'criteria: [ p95 < ▶500 ]' }), message: /not right/ },
  {
    what: 'a share above everything',
    text: planText({ scenario: 'criteria: [ failures < ▶101% ]' }),
    message: /not right/,
  },
  {
    what: 'a window too short',
    text: planText({ scenario: 'criteria: [ failures < 1%▶ for 10ms ]' }),
    message: /not right/,
  },
  { what: 'no operator', text: planText({ scenario: 'criteria: [ ▶p95 500ms ]' }), message: /not right/ },
  { what: 'a wrong operator', text: planText({ scenario: 'criteria: [ p95 ▶=< 500ms ]' }), message: /not right/ },
  {
    what: 'an endpoint that nobody requests',
    text: planText({ top: 'criteria: { endpoints: { ▶/itms: p95 < 1s } }' }),
    message: /No step of this plan makes requests to `\/itms`/,
    suggestion: '/items',
  },
  {
    what: 'a method that nobody requests',
    text: planText({ top: 'criteria: { endpoints: { ▶POST /items: p95 < 1s } }' }),
    message: /No step/,
    suggestion: 'GET /items',
  },
  {
    what: 'an endpoint that the users of a scenario never request',
    text: planText({ scenario: 'users: { Buyer: 1 }\ncriteria: { endpoints: { ▶/admin: p95 < 1s } }' }).replace(
      'scenarios:',
      '  Admin: { tasks: [ { name: t, steps: [ { get: /admin } ] } ] }\nscenarios:\n  other: { load: { users: 1, for: 1m } }',
    ),
    message: /the users of `smoke`/,
  },
  { what: 'stop behind nothing', text: planText({ scenario: 'criteria: [ ▶stop ]' }), message: /behind no criterion/ },
  {
    what: 'a criterion without a limit',
    text: planText({ scenario: 'criteria: [ ▶{ endpoint: /items } ]' }),
    message: /no limit/,
  },
  {
    what: 'dropped of an endpoint',
    text: planText({ top: 'criteria: { endpoints: { /items: ▶dropped < 5 } }' }),
    message: /`dropped` is counted for the whole run/,
  },
  {
    what: 'an endpoint that only a name made later could be',
    text: planText({ top: 'criteria: { endpoints: { ▶x 1: p95 < 1s } }', steps: '- get: /\n  as: "x {{$user}}"' }),
    message: /made while the plan runs/,
    severity: 'warning',
  },
  // Not supported yet
  {
    what: 'monitors',
    text: planText({ top: 'monitors: ▶{ every: 2s }' }),
    message: /`monitors` is not supported yet; remove it to run this plan/,
  },
  {
    what: 'criteria of monitors',
    text: planText({ top: 'criteria: { monitors: ▶{ cpu: avg < 80% } }' }),
    message: /`criteria.monitors` is not supported yet/,
  },
  {
    what: 'events that nothing ends',
    text: planText({ steps: '- ▶events: /a' }),
    message: /Nothing ends this stream of events/,
  },
  {
    what: 'a script that names no function',
    text: planText({ steps: '- script: ▶a.ts' }),
    message: /This names no function/,
  },
  {
    what: 'scripts, where no code is run',
    text: planText({ steps: '- script: ▶a.ts#b' }),
    message: /Code of plans is not run here/,
  },
  {
    what: 'a proxy with a password in its URL',
    text: planText({ top: 'settings: { proxy: ▶http://me:secret@proxy:3128 }' }),
    message: /A user name in the URL of a proxy would be kept in history/,
  },
  {
    what: 'a proxy with a path',
    text: planText({ top: 'settings: { proxy: { url: ▶http://proxy:3128/x } }' }),
    message: /This cannot be a proxy/,
  },
  {
    what: 'a password for a proxy without a user',
    text: planText({ top: 'settings: { proxy: { url: http://proxy:3128, password: ▶x } }' }),
    message: /A password needs a `user`/,
  },
  {
    what: 'proxy credentials that only a user has',
    text: planText({ top: 'settings: { proxy: { url: http://proxy:3128, user: ▶"{{$user}}" } }' }),
    message: /This is needed before any user begins/,
  },
  {
    what: 'an address that is none',
    text: planText({ top: 'settings: { dns: { hosts: { shop.example: ▶300.0.0.1 } } }' }),
    message: /This is not an IP address/,
  },
  {
    what: 'two ways to say who one is',
    text: planText({ top: 'settings: { auth: ▶{ bearer: x }, headers: { authorization: y } }' }),
    message: /`auth` makes the authorization header, and `headers` has one/,
  },
  {
    what: 'two kinds of authentication',
    text: planText({ top: 'settings: { auth: { bearer: x, ▶basic: { user: a, password: b } } }' }),
    message: /`basic` cannot stand beside `bearer`/,
  },
  {
    what: 'a colon in a user name of Basic',
    text: planText({ top: 'settings: { auth: { basic: { user: ▶"a:b", password: c } } }' }),
    message: /cannot have a colon/,
  },
  {
    what: 'a version that is none',
    text: planText({ top: 'settings: { http: ▶banana }' }),
    message: /not right for `http`/,
  },
]

describe('each problem stands where its cause does', () => {
  test.each(cases)('$what', ({ text, message, suggestion = null, severity = 'error', environment }) => {
    const { text: source, places } = unmarked(text)
    const { plan, problems } = readFixture(source, environment)
    expect(problems.map(line)).toHaveLength(1)
    const [problem] = problems
    expect(problem?.message).toMatch(message)
    expect({ line: problem?.line, column: problem?.column }).toEqual(places[0])
    expect(problem?.suggestion).toBe(suggestion)
    expect(problem?.severity).toBe(severity)
    expect(plan === null).toBe(severity === 'error')
  })
})

test('all problems are listed at once, in the order of the text', () => {
  const { text, places } = unmarked(`name: Shop
▶trget: http://127.0.0.1:8900
target: ▶nowhere
users:
  Buyer:
    weight: ▶-3
    tasks:
      - name: buy
        ▶wieght: 2
        steps:
          - get: /▶{{id}}
          - ▶pots: /x
          - flow: ▶nothing
scenarios:
  smoke:
    load: { users: ▶many, for: ▶2 }
    criteria: [ p95 < ▶2 ]
`)
  const { plan, problems } = readFixture(text)
  expect(plan).toBeNull()
  expect(problems.map(({ line, column }) => ({ line, column }))).toEqual(places)
})
