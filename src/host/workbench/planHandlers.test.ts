/** Plans of a workspace as a client sees them. */
import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { PlanEntry } from '../../contract/methods/plans.ts'
import { openTrialWorkbench, planText, type TrialWorkbench } from './testing/trialWorkbench.ts'

let trial: TrialWorkbench
beforeEach(async () => {
  trial = await openTrialWorkbench({
    readSecrets: () => Promise.resolve({ KEPT_NAME: 'from the safe', PATH: 'not this' }),
  })
})
afterEach(() => trial.close())

const list = (): Promise<PlanEntry[]> => trial.client.call('plans.list', {})

/** Writes so that the time of the change is another one for certain. */
function change(file: string, text: string): void {
  const path = join(trial.folder, file)
  const { mtimeMs } = statSync(path)
  writeFileSync(path, text)
  utimesSync(path, new Date(), new Date(mtimeMs + 1000))
}

test('an empty workspace has no plans', async () => {
  expect(await list()).toEqual([])
})

test('a plan in YAML is read: its target, its scenarios, their loads', async () => {
  trial.write('shop/a.plan.yaml', planText('${WHERE:-http://127.0.0.1:9}', 'Shöp <img src=x onerror=alert(1)>'))
  expect(await list()).toMatchObject([
    {
      file: 'shop/a.plan.yaml',
      name: 'Shöp <img src=x onerror=alert(1)>',
      target: 'http://127.0.0.1:9',
      problems: [],
      scenarios: [
        { name: 'short', purpose: null, loadText: '2 users, 10 started per second, for 1s', warmUpMs: 0, criteria: 1 },
        { name: 'long' },
        { name: 'arrivals', loadText: 'arrivals of 20/s for 1s, at most 200 users', criteria: 0 },
      ],
    },
  ])
})

test('a broken plan is listed with its first errors, and named as it is named in the list', async () => {
  trial.write(
    'broken.plan.yaml',
    `name: x\ntarget: nowhere\n${Array.from({ length: 50 }, (_, at) => `wrong${at}: 1\n`).join('')}`,
  )
  trial.write('empty.plan.yaml', '')
  trial.write('binary.plan.yaml', '\0\u0001')
  trial.write('aliases.plan.yaml', `a: &a [1]\n${'b: *a\n'.repeat(3)}`)
  const entries = await list()
  expect(entries.map(({ file, name }) => [file, name])).toEqual([
    ['aliases.plan.yaml', null],
    ['binary.plan.yaml', null],
    ['broken.plan.yaml', null],
    ['empty.plan.yaml', null],
  ])
  for (const { file, problems } of entries) {
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.length).toBeLessThanOrEqual(10)
    expect(problems[0]!.file).toBe(file)
  }
})

test('plans in code are listed without running them, and so are plans that name code', async () => {
  const proof = join(trial.folder, 'was-run')
  const code = `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(proof)}, '')\nexport function step() {}\nexport default {}\n`
  trial.write('a.plan.ts', code)
  trial.write('steps.ts', code)
  trial.write('b.plan.yaml', planText(trial.url).replace('{ get: /health }', '{ script: steps.ts#step }'))
  const [inCode, naming] = await list()
  expect(inCode).toMatchObject({ file: 'a.plan.ts', name: null, scenarios: [], problems: [] })
  expect(naming).toMatchObject({ file: 'b.plan.yaml', name: 'Trial', problems: [] })
  expect(statSync(proof, { throwIfNoEntry: false })).toBeUndefined()
  // The check runs it, and says what only that can say.
  const incomplete = await trial.client.call('plans.check', { file: 'a.plan.ts' })
  expect(incomplete.problems[0]).toMatchObject({ file: 'a.plan.ts', message: '`the plan` has no `name`.' })
  expect(statSync(proof, { throwIfNoEntry: false })).toBeDefined()
  change('b.plan.yaml', planText(trial.url).replace('{ get: /health }', '{ script: steps.ts#other }'))
  expect((await list())[1]!.problems).toEqual([])
  const checked = await trial.client.call('plans.check', { file: 'b.plan.yaml' })
  expect(checked.problems[0]!.message).toContain('exports no function `other`')
})

test('what has changed is read again, also what was wrong because of another file', async () => {
  trial.write('a.plan.yaml', planText(trial.url, 'before'))
  trial.write(
    'b.plan.yaml',
    planText(trial.url, 'data').replace('users:\n', 'data: { rows: { file: rows.csv, pick: random } }\nusers:\n'),
  )
  expect((await list()).map(({ name }) => name)).toEqual(['before', null])
  change('a.plan.yaml', planText(trial.url, 'after'))
  trial.write('rows.csv', 'id\n1\n')
  expect((await list()).map(({ name }) => name)).toEqual(['after', 'data'])
  rmSync(join(trial.folder, 'a.plan.yaml'))
  expect((await list()).map(({ name }) => name)).toEqual(['data'])
})

test('variables come from the environment, and from what the shell keeps', async () => {
  trial.write('a.plan.yaml', planText(trial.url).replace('"Trial"', '"${KEPT_NAME}"'))
  trial.write('b.plan.yaml', planText(trial.url).replace('"Trial"', '"${PATH}"'))
  const [kept, own] = await list()
  expect(kept!.name).toBe('from the safe')
  expect(own!.name).not.toBe('not this')
})

test('nothing outside of the workspace, and nothing that is no plan, is read', async () => {
  writeFileSync(join(dirname(trial.folder), 'outside.plan.yaml'), planText(trial.url))
  trial.write('.env', 'PASSWORD=hunter2')
  for (const file of [
    '../outside.plan.yaml',
    '/etc/passwd',
    '.env',
    'missing.plan.yaml',
    '__proto__',
    'x'.repeat(1000),
  ]) {
    await expect(trial.client.call('plans.check', { file })).rejects.toMatchObject({ code: 'notFound' })
  }
  await expect(trial.client.call('plans.check', { file: '' })).rejects.toMatchObject({ code: 'invalid' })
  rmSync(join(dirname(trial.folder), 'outside.plan.yaml'))
})

// In less than the twenty seconds that code is waited for which nobody has given up.
test(
  'a cancelled check ends, even of code that never does, and those behind it go on',
  { timeout: 18_000 },
  async () => {
    const begun = join(trial.folder, 'begun')
    trial.write(
      'endless.plan.ts',
      `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(begun)}, '')\nfor (;;);\n`,
    )
    trial.write('a.plan.yaml', planText(trial.url))
    const abort = new AbortController()
    const endless = trial.client.call('plans.check', { file: 'endless.plan.ts' }, { signal: abort.signal })
    const waiting = trial.client.call('plans.check', { file: 'a.plan.yaml' }, { signal: abort.signal })
    const next = trial.client.call('plans.check', { file: 'a.plan.yaml' })
    await vi.waitFor(() => expect(statSync(begun, { throwIfNoEntry: false })).toBeDefined(), { timeout: 10_000 })
    abort.abort()
    await expect(endless).rejects.toMatchObject({ name: 'AbortError' })
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
    expect((await next).name).toBe('Trial')
  },
)

test('whoever listens hears of plans that are made, changed and removed, in new folders too, and of nothing else', async () => {
  trial.write('a.plan.yaml', planText(trial.url))
  let told = 0
  const stop = trial.client.subscribe('plans.changed', {}, { value: () => told++ })
  // The way there and back, so that it is watched by now.
  await list()
  const heardAfter = async (act: () => void): Promise<void> => {
    const before = told
    act()
    await vi.waitFor(() => expect(told).toBeGreaterThan(before), { timeout: 10_000 })
  }
  await heardAfter(() => change('a.plan.yaml', planText(trial.url, 'other')))
  await heardAfter(() => trial.write('new/folder/b.plan.yaml', planText(trial.url)))
  await heardAfter(() => change('new/folder/b.plan.yaml', planText(trial.url, 'other')))
  const before = told
  mkdirSync(join(trial.folder, 'results'))
  trial.write('results/report.md', 'x')
  trial.write('notes.txt', 'x')
  await heardAfter(() => rmSync(join(trial.folder, 'new'), { recursive: true }))
  expect(told).toBe(before + 1)
  stop()
})
