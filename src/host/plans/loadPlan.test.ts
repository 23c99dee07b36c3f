import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pc from 'picocolors'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { formatProblem } from './formatProblem.ts'
import { unprivileged } from '../../../test/unprivileged.ts'
import { loadPlan } from './loadPlan.ts'
import type { LoadedPlan } from './loadPlan.ts'

let base = ''
let folder = ''

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'loadwright-plans-'))
  folder = join(base, 'plans')
  mkdirSync(folder)
  writeFileSync(join(base, 'outside.csv'), 'username\nmallory\n')
  writeFileSync(join(folder, 'accounts.csv'), 'username, first name\nada,Ada\n')
})

afterEach(() => rmSync(base, { recursive: true, force: true }))

function planWith(top: string, step = '{ get: / }'): string {
  return `name: Shop\ntarget: http://127.0.0.1:1\n${top}\nusers: { A: { tasks: [ { name: t, steps: [ ${step} ] } ] } }\nscenarios: { s: { load: { users: 1, for: 1s } } }\n`
}

async function load(text: string | Uint8Array, environment: Record<string, string> = {}): Promise<LoadedPlan> {
  const path = join(folder, 'shop.plan.yaml')
  writeFileSync(path, text)
  return loadPlan(path, { environment })
}

function messages({ problems }: LoadedPlan): string[] {
  return problems.map(({ message, line, column }) => `${line}:${column} ${message}`)
}

test('a plan and the files beside it', async () => {
  const loaded = await load(
    `\uFEFF${planWith('secrets: { p: "${P:-hunter2}" }\ndata: { accounts: accounts.csv }', '{ get: "/{{accounts.first name}}" }')}`,
    { P: 's3cret' },
  )
  expect(loaded.problems).toEqual([])
  expect(loaded.plan?.folder).toBe(folder)
  expect(loaded.plan?.data[0]).toMatchObject({ file: join(folder, 'accounts.csv'), columns: ['first name'] })
  expect(loaded.plan?.secrets[0]?.value).toBe('s3cret')
  expect(loaded.maskedText).toContain('secrets: { p: ••• }')
  expect(loaded.maskedText).not.toMatch(/hunter|s3cret|\uFEFF/)
})

test('files in folders below, and links that stay inside, are taken', async () => {
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'data', 'a.csv'), 'n\n1\n')
  symlinkSync(join(folder, 'data', 'a.csv'), join(folder, 'link.csv'))
  const { plan, problems } = await load(planWith('data: { a: data/a.csv, b: link.csv, c: ./data/../data/a.csv }'))
  expect(problems).toEqual([])
  expect(plan?.data.map(({ file }) => file)).toEqual([1, 2, 3].map(() => join(folder, 'data', 'a.csv')))
})

test.each([
  ['../outside.csv', /lies outside the folder/],
  ['x/../../outside.csv', /lies outside the folder/],
  ['/etc/passwd', /absolute path/],
  ['C:\\secrets.csv', /absolute path/],
  ['link.csv', /link to a place outside/],
  ['linked/outside.csv', /link to a place outside/],
  ['loop.csv', /leads to itself/],
  ['accuonts.csv', /does not exist/],
  ['folder', /is not a file/],
  ['.', /lies outside|is not a file/],
  ['accounts.csv/x', /does not exist/],
  ['a\\0b', /not a file name/],
])('the file %s is refused', async (name, message) => {
  symlinkSync(join(base, 'outside.csv'), join(folder, 'link.csv'))
  symlinkSync(base, join(folder, 'linked'))
  symlinkSync(join(folder, 'loop.csv'), join(folder, 'loop.csv'))
  mkdirSync(join(folder, 'folder'))
  const written = name.includes('\\0') ? `"${name}"` : name
  for (const text of [
    planWith(`data: { a: ${written} }`),
    planWith('', `{ post: /, body: { file: ${written} } }`),
    planWith('', `{ post: /, multipart: { a: { file: ${written} } } }`),
    planWith(`settings: { tls: { ca: ${written} } }`),
  ]) {
    const loaded = await load(text)
    expect(loaded.plan).toBeNull()
    expect(messages(loaded)).toEqual([expect.stringMatching(message)])
  }
})

test('a misspelt file is suggested', async () => {
  const { problems } = await load(planWith('data: { a: accuonts.csv }'))
  expect(problems[0]?.suggestion).toBe('accounts.csv')
})

test.each([
  ['', /is empty/],
  ['username\n', /no rows/],
  ['a,b\n1\n', /more or fewer values than there are columns, in line 2/],
  ['a\n"1\n', /not closed/],
  ['a,a\n1,2\n', /two columns `a`/],
  [`a\n"${'x'.repeat(2_000_000)}`, /longer than 1 MiB/],
])('the data file %j is refused', async (csv, message) => {
  writeFileSync(join(folder, 'bad.csv'), csv)
  expect(messages(await load(planWith('data: { a: bad.csv }')))).toEqual([expect.stringMatching(message)])
})

test('only the beginning of a large data file is read', async () => {
  writeFileSync(join(folder, 'big.csv'), `n\n${'1\n'.repeat(500_000)}"open`)
  expect((await load(planWith('data: { a: big.csv }'))).problems).toEqual([])
})

test.skipIf(process.platform === 'win32')('a file that may not be read', async () => {
  chmodSync(folder, 0o755)
  chmodSync(join(folder, 'accounts.csv'), 0)
  writeFileSync(join(folder, 'secret.plan.yaml'), planWith('data: { a: accounts.csv }'))
  const output = await unprivileged(
    { plans: new URL('loadPlan.ts', import.meta.url).href },
    '',
    `const { problems } = await plans.loadPlan(${JSON.stringify(join(folder, 'secret.plan.yaml'))}, { environment: {} })
     for (const problem of problems) console.log(problem.message)`,
  )
  expect(output).toMatch(/may not be read/)
})

test('a missing plan is a problem with a suggestion', async () => {
  await load(planWith(''))
  const loaded = await loadPlan(join(folder, 'shpo.plan.yaml'), { environment: {} })
  expect(messages(loaded)).toEqual([expect.stringMatching(/^1:1 The plan .* does not exist\.$/)])
  expect(loaded.problems[0]?.suggestion).toBe('shop.plan.yaml')
})

test.each([
  ['a folder', '', /is not a file/],
  ['nowhere', 'nowhere/x.plan.yaml', /does not exist/],
])('%s is not a plan', async (_, name, message) => {
  expect(messages(await loadPlan(join(folder, name), { environment: {} }))).toEqual([expect.stringMatching(message)])
})

test.each([
  ['UTF-16', Buffer.from('\uFEFFname: x', 'utf16le'), /1:1 The plan is written in UTF-16/],
  ['Latin-1', Buffer.from('name: a\nx: caf\xe9\n', 'latin1'), /2:7 The file is not text in UTF-8/],
  ['binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0xff, 0xfe]), /not text/],
  ['large', Buffer.alloc(5_000_001, 0x20), /larger than 5 MB/],
])('%s is refused', async (_, bytes, message) => {
  expect(messages(await load(bytes))).toEqual([expect.stringMatching(message)])
})

test('a problem is shown with its line and a mark', async () => {
  const text = planWith('variables: { chanel: "日本" }', '{ get: "/日本/{{channel}}" }')
  const { problems } = await load(text)
  const [problem] = problems
  if (problem === undefined) throw new Error('no problem')
  const shown = formatProblem({ ...problem, file: 'shop.plan.yaml' }, text)
  expect(shown.split('\n')).toEqual([
    'shop.plan.yaml:4:56 error Nothing defines `channel`. Expected a variable, a secret, data.column, or a name that a step sets or extracts. Did you mean `chanel`?',
    '    4 | users: { A: { tasks: [ { name: t, steps: [ { get: "/日本/{{channel}}" } ] } ] } }',
    `      | ${' '.repeat(57)}^^^^^^^^^^^`,
  ])
  // oxlint-disable-next-line no-control-regex -- the escape character is what is looked for
  expect(shown).not.toMatch(/\u001b/)
  expect(formatProblem(problem, text, pc.createColors(true))).toContain('\u001b[')
})

test('a shown problem never shows a secret', async () => {
  const text = 'name: x\nsecrets: { a: hunter2, a: hunter3, b: [ hunter4 ] }\n'
  const { problems } = await load(text)
  expect(problems.length).toBeGreaterThan(2)
  expect(problems.map((problem) => formatProblem(problem, text)).join('\n')).not.toContain('hunter')
})

test('long lines are cut around the mark, and steering characters spelt out', async () => {
  const text = planWith('', `{ get: "/${'x'.repeat(500)}{{nope}}\u202e${'y'.repeat(500)}" }`)
  const { problems } = await load(text)
  const shown = problems.map((problem) => formatProblem(problem, text)).join('\n')
  expect(
    Math.max(
      ...shown
        .split('\n')
        .slice(1)
        .map((each) => each.length),
    ),
  ).toBeLessThan(150)
  expect(shown).not.toContain('\u202e')
  expect(shown).toContain('^^^^^^^^')
})
