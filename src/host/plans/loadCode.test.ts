/** Plans in code: loaded in a process of their own, and what is wrong with them said with their own lines. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { childProcessEngines } from '../runs/engineProcess.ts'
import { ENGINE_FILE } from '../runs/testing/runTestPlan.ts'
import { codeReader } from './codeReader.ts'
import { formatProblem } from './formatProblem.ts'
import { loadPlan, type LoadedPlan } from './loadPlan.ts'

let base = ''
let folder = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'loadwright-code-'))
  folder = join(base, 'plans')
  mkdirSync(folder)
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const spawn = childProcessEngines(ENGINE_FILE)

function load(
  text: string,
  {
    file = 'shop.plan.ts',
    environment = {},
    readCode = codeReader(spawn),
  }: Partial<Parameters<typeof loadPlan>[1]> & { file?: string } = {},
): Promise<LoadedPlan> {
  const path = join(folder, file)
  writeFileSync(path, text)
  return loadPlan(path, { environment, readCode })
}

function told({ problems }: LoadedPlan): string[] {
  return problems.map(({ line, column, message, expected, suggestion }) =>
    [
      `${line}:${column} ${message}`,
      ...(expected === null ? [] : [`Expected ${expected}.`]),
      ...(suggestion === null ? [] : [`${suggestion}?`]),
    ].join(' '),
  )
}

const PLAN = `import { plan, task, user, type TaskContext } from 'loadwright'

const load = { users: 1, for: '1s' }
async function buy({ http }: TaskContext): Promise<void> {
  await http.get('/')
}
export default plan({
  name: 'Shop',
  target: process.env['SHOP'] ?? 'http://127.0.0.1:1',
  users: {
    Buyer: user({ wait: '1s', onStart: buy, tasks: [task('buy', { weight: 2 }, buy), { name: 'look', steps: [{ get: '/a' }, buy] }] }),
  },
  scenarios: { s: { load } },
})
`

test('a plan in code is the plan that YAML would be, its functions are steps', async () => {
  const { plan, problems } = await load(PLAN, { environment: { SHOP: 'http://shop.test:81' } })
  expect(problems).toEqual([])
  expect(plan).toMatchObject({
    name: 'Shop',
    target: 'http://shop.test:81',
    users: [
      {
        name: 'Buyer',
        wait: { kind: 'fixed', ms: 1000 },
        tasks: [
          { name: 'buy', weight: 2 },
          { name: 'look', weight: 1 },
        ],
      },
    ],
    code: { planFile: join(folder, 'shop.plan.ts'), environment: { SHOP: 'http://shop.test:81' } },
  })
  const scripts = plan!.program.flatMap((op) => (op.op === 'script' ? [op.script] : []))
  expect(scripts.map(({ within, path }) => `${within}: ${path.join('.')}`)).toEqual([
    'onStart of Buyer: default.users.Buyer.onStart',
    'task "buy" of Buyer: default.users.Buyer.tasks.0.steps',
    'task "look" of Buyer: default.users.Buyer.tasks.1.steps.1',
  ])
  // The function itself, which is written above.
  expect(scripts[0]!.position).toMatchObject({ line: 11 })
})

describe('what is wrong is said where it is written', () => {
  test.each([
    ['a misspelt key', PLAN.replace("wait: '1s'", "wiat: '1s'"), '11:19 Unknown key `wiat` in a user type.'],
    ['a wrong value', PLAN.replace("for: '1s'", "for: 'long'"), '3:31 This is not right for `for`.'],
    ['a wrong option of a task', PLAN.replace('weight: 2', 'weight: -2'), '11:75 This is not right for `weight`.'],
    ['a function where none can be', PLAN.replace("'Shop'", '() => 1'), '8:9 `name` cannot be a function.'],
    [
      'an object of a class',
      PLAN.replace("name: 'Shop'", "name: 'Shop', variables: { since: new Date() }"),
      '8:37 `variables.since` cannot be a Date.',
    ],
    [
      'what contains itself',
      PLAN.replace(
        "name: 'Shop'",
        "name: 'Shop', variables: { x: (() => { const o: any = {}; o.o = o; return o })() }",
      ),
      '8:33 `variables.x.o` cannot be part of itself.',
    ],
    [
      'a name that nothing defines',
      PLAN.replace("get: '/a'", "get: '/{{nobody}}'"),
      '11:119 Nothing defines `nobody`.',
    ],
    ['no default export', 'export const plan = 1', '1:1 This module has no default export.'],
    ['something else', 'export default 5', '1:16 This is not a plan.'],
    ['a Promise', 'export default Promise.resolve({})', '1:16 The default export cannot be a Promise.'],
    [
      'what the code throws',
      'const a = 1\nthrow new TypeError("no " + a)',
      '2:7 The code of the plan cannot be loaded: TypeError: no 1.',
    ],
    [
      'broken syntax',
      'export default {\n  a: 1,\n  b 2\n}',
      '3:5 The code of the plan cannot be loaded: SyntaxError: Unexpected token',
    ],
    [
      'TypeScript that is more than types',
      'enum A { B }\nexport default {}',
      '1:1 The code of the plan cannot be loaded: SyntaxError: TypeScript enum is not supported',
    ],
    [
      'a module that is not there',
      'import "./nix.ts"\nexport default {}',
      "1:1 The code of the plan cannot be loaded: Cannot find module 'nix.ts' imported from shop.plan.ts.",
    ],
    [
      'code that ends its process',
      'process.exit(3)',
      '1:1 The code of the plan cannot be loaded: it ended the process that read it (exit code 3).',
    ],
  ])('%s', async (_, text, expected) => {
    const loaded = await load(text)
    expect(loaded.plan).toBeNull()
    expect(told(loaded)[0]).toContain(expected)
  })

  test('of a module beside the plan, with its line', async () => {
    writeFileSync(join(folder, 'helper.ts'), '\n\nthrow new Error("not here")\n')
    const loaded = await load("import './helper.ts'\nexport default {}")
    expect(loaded.problems[0]).toMatchObject({ file: join(folder, 'helper.ts'), line: 3, column: 7 })
  })

  test('of code that never comes to an end', async () => {
    const loaded = await load('await new Promise(() => {})\nexport default {}', { readCode: codeReader(spawn, 2000) })
    expect(told(loaded)[0]).toContain('it has not come to its end within 2s')
    const busy = await load('for (;;) {}', { readCode: codeReader(spawn, 2000) })
    expect(told(busy)[0]).toContain('it has not come to its end within 2s')
  })

  test('where no code is to be run, none is', async () => {
    const path = join(folder, 'shop.plan.ts')
    writeFileSync(
      path,
      `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(join(base, 'ran'))}, '')\n${PLAN}`,
    )
    const loaded = await loadPlan(path, { environment: {} })
    expect(told(loaded)).toEqual(['1:1 The code of the plan cannot be loaded: code of plans is not run here.'])
    expect(() => rmSync(join(base, 'ran'))).toThrow('ENOENT')
  })
})

test('secrets are in no text that is kept or shown', async () => {
  const text = `import { plan } from 'loadwright'
const KEY = 'hunter2'
export default plan({ name: 'x', secrets: { key: KEY, "other": 'pa"ss', /* old: swordfish */ pin: 1234 }, target: 'http://u:hunter2@h', users: {}, scenarios: {} })
`
  const loaded = await load(text)
  const shown = loaded.problems.map((problem) => formatProblem(problem, loaded.text)).join('\n')
  expect(shown).not.toMatch(/pa"ss|swordfish|1234/)
  expect(loaded.maskedText).not.toMatch(/pa"ss|swordfish|1234/)
  const right = await load(
    PLAN.replace(
      "name: 'Shop'",
      "name: 'Shop', secrets: { key: process.env.KEY ?? 'none' }, variables: { also: 'hunter2' }",
    ),
    {
      environment: { KEY: 'hunter2' },
    },
  )
  expect(right.problems).toEqual([])
  expect(right.maskedText).not.toContain('hunter2')
  expect(right.maskedText.split('\n')).toHaveLength(right.text.split('\n').length)
})

describe('script steps', () => {
  const yaml = (step: string): string =>
    `name: Shop\ntarget: http://127.0.0.1:1\nusers: { A: { tasks: [ { name: t, steps: [ ${step} ] } ] } }\nscenarios: { s: { load: { users: 1, for: 1s } } }\n`
  const file = 'shop.plan.yaml'
  beforeEach(() => {
    writeFileSync(
      join(folder, 'steps.ts'),
      'export const order = async (): Promise<void> => {}\nexport const limit = 5\n',
    )
    writeFileSync(join(base, 'outside.ts'), 'export function f() {}')
    symlinkSync(join(base, 'outside.ts'), join(folder, 'link.ts'))
  })

  test('name a function that a file exports', async () => {
    const { plan, problems } = await load(yaml('{ script: steps.ts#order }'), { file })
    expect(problems).toEqual([])
    expect(plan!.program[0]).toMatchObject({
      op: 'script',
      script: { file: join(folder, 'steps.ts'), path: ['order'], within: 'task "t" of A' },
    })
  })

  test.each([
    ['steps.ts#ordre', 'exports no function `ordre`. Expected one of order. order?'],
    ['steps.ts#limit', 'exports no function `limit`.'],
    ['step.ts#order', '`step.ts` does not exist. Expected a file in the folder of the plan. steps.ts?'],
    ['steps.ts', 'This names no function. Expected file.ts#function.'],
    ['"#/users/A/tasks/0/steps"', 'This names no function.'],
    ['"steps.ts#a b"', 'This names no function.'],
    ['data.csv#x', '`data.csv` is not code.'],
    ['../outside.ts#f', 'lies outside the folder of the plan.'],
    ['link.ts#f', 'is a link to a place outside the folder of the plan.'],
    ['/etc/passwd.ts#f', 'is an absolute path'],
  ])('%s', async (step, expected) => {
    const loaded = await load(yaml(`{ script: ${step} }`), { file })
    expect(loaded.plan).toBeNull()
    expect(told(loaded).join('\n')).toContain(expected)
  })

  test('of a file that cannot be loaded say why', async () => {
    writeFileSync(join(folder, 'broken.ts'), 'export function f() {\n  throw\n}\nnope()')
    const loaded = await load(yaml('{ script: broken.ts#f }'), { file })
    expect(told(loaded)[0]).toMatch(/^3:54 `broken\.ts` cannot be loaded: SyntaxError: .*\(broken\.ts:\d+:\d+\)\./)
  })
})
