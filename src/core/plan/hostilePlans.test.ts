import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fixtureFiles, line, planText, readFixture } from './planFixture.ts'
import { readPlan } from './readPlan.ts'
import { MAX_PROBLEMS } from './problem.ts'

function problemsOf(text: string): string[] {
  const { plan, problems } = readFixture(text)
  if (plan !== null) throw new Error('It was taken.')
  return problems.map(line)
}

test.each([
  ['nothing', '', /empty/],
  ['a comment', '# nothing', /empty/],
  ['a list', '- a', /not a plan/],
  ['a text', 'hello', /not a plan/],
  ['NUL characters', 'name: a\0b', /not text/],
  ['binary', `\u0001\u0002\u0000${'\uFFFD'.repeat(100)}`, /not text/],
  ['10,000 open lists', '['.repeat(10_000), /nested too deeply/],
  ['10,000 open maps', '{a: '.repeat(10_000), /nested too deeply/],
  ['10,000 dashes', '- '.repeat(10_000), /nested too deeply/],
  ['200 closed lists', `a: ${'['.repeat(200)}${']'.repeat(200)}`, /nested too deeply/],
  ['more than 5 MB', `a: ${'x'.repeat(5_000_001)}`, /larger than 5 MB/],
  ['two documents', 'a: 1\n---\nb: 2', /one YAML document/],
  [
    'an alias bomb',
    `a: &a [ x, x, x, x, x, x, x, x, x ]\n${'bcdefghi'
      .split('')
      .map(
        (name, index) => `${name}: &${name} [ ${Array.from({ length: 9 }, () => `*${'abcdefgh'[index]}`).join(', ')} ]`,
      )
      .join('\n')}`,
    /unfold to too much/,
  ],
  ['an alias of itself', 'a: &a { b: *a }', /contains itself/],
])('%s', (_, text, message) => {
  const problems = problemsOf(text)
  expect(problems.some((problem) => message.test(problem))).toBe(true)
  expect(problems.length).toBeLessThanOrEqual(25)
})

test('a plan that was cut off anywhere is refused or read, never thrown at', () => {
  const text = planText({
    top: 'secrets: { p: "${P:-x}" }\nvariables: { a: &a [ 1 ], b: *a }',
    steps: '- post: "/{{a}}"\n  json: { x: "{{p}}" }\n  expect: { status: 2xx, json: { "$.x[?@.y>1]": exists } }',
  })
  for (let length = 0; length < text.length; length += 1) {
    expect(() => readFixture(text.slice(0, length))).not.toThrow()
  }
})

test('no text whatsoever makes the check throw', () => {
  const pieces = [
    'name',
    'target',
    'users',
    'tasks',
    'steps',
    'get',
    'json',
    ': ',
    '\n',
    '  ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '{{',
    '}}',
    '${',
    '$',
    '&a',
    '*a',
    '!x',
    '|',
    '>',
    '"',
    "'",
    '#',
    ',',
    '\t',
    '😀',
    '\u202e',
    '\ud800',
    '\r',
    'p95 < 5s',
    '__proto__',
    '1e999',
    '.nan',
    '~',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (chosen) => {
      readFixture(chosen.join(''))
      readFixture(planText({ steps: `- post: /\n  json: ${chosen.join('')}` }))
      readFixture(planText({ steps: `- get: "${chosen.join('')}"` }))
    }),
    { numRuns: 300 },
  )
})

test('control and bidirectional characters never reach a terminal as they are', () => {
  const { problems } = readFixture(planText({ top: '"x\\u202e\\x1b[31m": 1\n"ab\u202ecd\u200b": 1' }))
  expect(problems).toHaveLength(2)
  const shown = problems.map((problem) => Object.values(problem).join(' ')).join(' ')
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  expect(shown).not.toMatch(/[\u0000-\u001f\u202e\u200b]/)
  expect(problems[1]?.message).toContain('ab\\u202ecd\\u200b')
})

test('problems without end are cut, and their number is said', () => {
  const unknown = Array.from({ length: 5000 }, (_, index) => `key${index}: 1`).join('\n')
  const { problems } = readFixture(`${unknown}\n${planText()}`)
  expect(problems).toHaveLength(MAX_PROBLEMS + 1)
  expect(problems.at(-1)?.message).toBe(`${5000 - MAX_PROBLEMS} more problems are not listed.`)
})

test('regular expressions are compiled, not run', () => {
  const { plan } = readFixture(
    planText({ steps: '- get: /\n  expect: { matches: "^(a+)+$" }\n  extract: { a: { regex: "(x+x+)+y" } }' }),
  )
  expect(plan).not.toBeNull()
})

test('a plan of 5,000 lines is checked in one go', () => {
  const flows = Array.from(
    { length: 300 },
    (_, flow) =>
      `  flow ${flow}:\n${Array.from({ length: 5 }, (__, step) => `    - post: /api/${flow}/{{id${flow}}}/${step}\n      json: { name: "x {{$uuid}}", list: [ 1, 2, 3 ] }\n      expect: { status: 201, time: < 2s, json: { $.id: exists } }`).join('\n')}`,
  ).join('\n')
  const calls = Array.from({ length: 300 }, (_, flow) => `- set: { id${flow}: ${flow} }\n- flow: flow ${flow}`).join(
    '\n',
  )
  const text = planText({ top: `flows:\n${flows}`, steps: calls })
  const startedAt = performance.now()
  const { plan, problems } = readPlan(
    { file: 'big.plan.yaml', text },
    { environment: {}, folder: '/', files: fixtureFiles },
  )
  const elapsedMs = performance.now() - startedAt
  console.info(`${text.split('\n').length} lines checked in ${elapsedMs.toFixed(0)} ms`)
  expect(problems).toEqual([])
  expect(plan?.endpoints).toHaveLength(1500)
  expect(text.split('\n').length).toBeGreaterThan(5000)
})

test('chains of thousands of flows are followed without recursion', () => {
  const flows = Array.from({ length: 5000 }, (_, flow) => `  f${flow}: [ { flow: f${flow + 1} } ]`).join('\n')
  const { problems } = readFixture(
    planText({
      top: `flows:\n${flows}\n  f5000: [ { send: x } ]`,
      steps: '- websocket: /ws\n  steps: [ { flow: f0 } ]',
    }),
  )
  expect(problems).toEqual([])
})

test('flows that multiply with the sockets they run in are stopped', () => {
  const flows = Array.from({ length: 800 }, (_, flow) => `  f${flow}: [ { send: x }, { flow: f${flow + 1} } ]`).join(
    '\n',
  )
  const sockets = Array.from(
    { length: 600 },
    (_, socket) => `- websocket: /ws${socket}\n  steps: [ { flow: f0 } ]`,
  ).join('\n')
  const { plan, problems } = readFixture(planText({ top: `flows:\n${flows}\n  f800: [ { send: x } ]`, steps: sockets }))
  expect(plan).toBeNull()
  expect(problems.map(line)).toEqual([expect.stringMatching(/unfold to too many operations/)])
})

test.each([
  'secrets:\n  a: "${PW-hunter2}"\n  b: {{hunter3}}\n',
  'secrets:\n  a: @hunter2\n',
  'secrets:\n  a: > hunter2\n',
  'secrets:\n  a: !hunter2 x\n',
  'secrets: [ hunter2 ]\n',
  'secrets: { a: x } hunter2\n',
  'secrets:\n  a: [ hunter2\nname: x\n',
  'secrets:\n  a: *hunter2\n',
])('problems of secrets do not tell them: %j', (text) => {
  const { plan, problems } = readFixture(text)
  expect(plan).toBeNull()
  expect(JSON.stringify(problems)).not.toContain('hunter')
})

test('lines are counted also where nothing can be parsed', () => {
  expect(problemsOf('a: 1\r\nb: 2\r\nc: \0')).toEqual([expect.stringMatching(/^3:4 /)])
})
