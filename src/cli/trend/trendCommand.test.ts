/** The command on real histories. */
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openHistory } from '../../host/storage/history.ts'
import { buildsFrom, SHOP, writeTrend } from '../../host/trend/testing/trendHistory.ts'
import { ask } from '../testing/commandLine.ts'
import { schemaErrors } from '../testing/schemaErrors.ts'

const SEARCH = 'GET /search'
const HOSTILE = '\u001b[2J\u202eevil<img src=x>'

let folder: string
let regressed: string
let steady: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-trend-'))
  mkdirSync(join(folder, '.loadwright'))
  regressed = join(folder, '.loadwright', 'history.db')
  steady = join(folder, 'steady.db')
  writeTrend(regressed, [
    ...buildsFrom(24, 16, { slower: { [SEARCH]: 1.25 } }),
    { numbers: { untrustedLoadShare: 0.9 } },
  ])
  writeTrend(steady, [...buildsFrom(10, 10, {}), { label: HOSTILE }], { endpoints: [HOSTILE, '__proto__'] })
  writeFileSync(join(folder, 'shop.plan.yaml'), 'name: Shop\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const trend = (file: string, ...args: string[]): ReturnType<typeof ask> =>
  ask(['trend', 'Shop', 'normal', '--history', file, ...args])

describe('loadwright trend', () => {
  test('shows changes, a chart of the first one, and the verdict last', async () => {
    const { code, stdout, stderr } = await trend(regressed)
    const lines = stdout.trimEnd().split('\n')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(lines[0]).toBe('Shop · normal · http://shop.test · 24 runs')
    expect(lines[1]).toMatch(/^1 run is left out: 1 not trusted \(\w{6}-\w{4}\)\.$/)
    expect(lines[3]).toMatch(/^change +endpoint +metric +build +size +95 % +q +state +one of +triage$/)
    expect(lines.slice(4, 8)).toEqual(
      Array.from({ length: 4 }, () =>
        expect.stringMatching(
          /^✕ regressed {2}GET \/search {2}p\S+ +1\.16 +\+2\d % {2}\+\S+ … \+\S+ % {2}<0\.001 {2}confirmed {2}1\.1.* new$/,
        ),
      ),
    )
    expect(lines[9]).toMatch(/^GET \/search p\S+: 24 builds, 1\.0 to 1\.23, from \d\S+ ms to \d\S+ ms$/)
    expect(lines[10]).toMatch(/^ {2}[▁-█]{24}$/)
    expect(lines[11]).toBe(`  ${' '.repeat(16)}▲`)
    expect(lines[12]).toMatch(/^ {2}▲ 1\.16: \+2\d % \(.*\), confirmed$/)
    expect(lines.at(-1)).toMatch(/^✕ Regressed: GET \/search .* at 1\.16\.$/)
  })

  test('finds the plan by its file, and its history with it', async () => {
    const { stdout } = await ask(['trend', join(folder, 'shop.plan.yaml'), 'normal', '--metric', 'p99.9'])
    expect(stdout).toMatch(/^Shop · normal · http:\/\/shop\.test · 24 runs\n/)
    expect(stdout.match(/✕ regressed/g)).toHaveLength(1)
  })

  test('fails for a regression, until it is said to be known', async () => {
    const failOn = ['--fail-on', 'regression']
    expect((await trend(steady, ...failOn)).code).toBe(0)
    expect((await trend(regressed, ...failOn, '--endpoint', 'GET /')).code).toBe(0)
    const p50 = [...failOn, '--endpoint', SEARCH, '--metric', 'p50']
    expect((await trend(regressed, ...p50)).code).toBe(98)
    const history = openHistory(regressed)
    const [run] = history.listRuns({ build: '1.16' })
    const change = { endpoint: { name: SEARCH, kind: 'http' as const }, metric: 'p50', runId: run!.id }
    history.setTriage(SHOP, change, { state: 'expected', note: '' })
    const { code, stdout } = await trend(regressed, ...p50)
    history.setTriage(SHOP, change, null)
    history.close()
    expect(code).toBe(0)
    expect(stdout).toMatch(/ expected\n/)
    expect(stdout).toMatch(/▲ No new regression; known: GET \/search p50 .* at 1\.16\.\n$/)
  })

  test('is JSON for programs: series with changes, or those that are asked for', async () => {
    const json = async (...args: string[]): Promise<{ series: { metric: string }[] }> => {
      const { stdout } = await trend(regressed, '--json', ...args)
      expect(schemaErrors('trend', stdout)).toEqual([])
      return JSON.parse(stdout) as { series: { metric: string }[] }
    }
    const some = await json()
    expect(some).toMatchObject({
      schemaVersion: 1,
      standing: 'regressed',
      of: SHOP,
      leftOut: [{ reason: 'notTrusted' }],
      changes: Array.from({ length: 4 }, () => ({ at: { build: '1.16' }, stands: true, triage: null })),
    })
    expect(some.series.map(({ metric }) => metric)).toEqual(['p50', 'p95', 'p99', 'p999'])
    expect((await json('--all')).series).toHaveLength(11)
    expect((await json('--metric', 'throughput')).series).toMatchObject([{ endpoint: null, metric: 'throughput' }])
    const unchanged = (await trend(steady, '--json')).stdout
    expect(JSON.parse(unchanged)).toMatchObject({ standing: 'unchanged', series: [] })
    for (const text of [unchanged, (await trend(steady, '--json', '--all')).stdout])
      expect(schemaErrors('trend', text)).toEqual([])
  })

  test('--all has every series with what the next run may be', async () => {
    const { stdout } = await trend(steady, '--all')
    expect(stdout).toMatch(/\n__proto__ +p50 +\S+ ms +\S+ ms … \S+ ms +one level over 11 builds/)
    expect(stdout).toMatch(/\n~ Unchanged: no change stands, in 11 series over 11 builds\.\n$/)
  })

  test('no name can upset the terminal, and ASCII is enough', async () => {
    const { stdout } = await trend(steady, '--all')
    // oxlint-disable-next-line no-control-regex -- what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
    const ascii = await ask(['trend', 'Shop', 'normal', '--history', regressed, '--all'], { LC_ALL: 'C' })
    // oxlint-disable-next-line no-control-regex -- ASCII is what is looked for
    expect(ascii.stdout).toMatch(/^[\u0000-\u007f]*$/)
    expect(ascii.stdout).toMatch(/\n {2}[_.:=+*#-]{24}\n {18}\^\n/)
  })

  test.each([
    [['--metric', 'p90'], '--metric is "p90"; it must be one of p50, p95, p99, p99.9, errors, throughput, achieved.'],
    [['--endpoint', 'GET /sarch'], '--endpoint: no run that counts has "GET /sarch". Did you mean "GET /search"?'],
    [['--target', 'http://x'], 'It was never run against "http://x". There is "http://shop.test".'],
    [['--since', '9'], 'The build "9" has no run there that counts'],
    [['--limit', '0'], '--limit is "0"'],
    [['--limit', '-5'], '--limit'],
    [['--fail-on', 'maximum'], '--fail-on has "maximum"; of a trend it is regression.'],
    [['--history', '/nowhere/at/all.db'], 'There is no history at /nowhere/at/all.db'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await trend(regressed, ...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  test('refuses what was never run, with what was', async () => {
    const of = (plan: string, scenario: string): ReturnType<typeof ask> =>
      ask(['trend', plan, scenario, '--history', regressed])
    expect((await of('Shpo', 'normal')).stderr).toContain('no run of a plan "Shpo". Did you mean "Shop"?')
    expect((await of('Shop', HOSTILE)).stderr).toContain('There is "normal"')
    const { code, stderr } = await trend(regressed, '--endpoint', 'x'.repeat(10_000))
    expect({ code, isShort: stderr.length < 500 }).toEqual({ code: 2, isShort: true })
    expect((await ask(['trend', 'Shop'])).code).toBe(2)
  })
})
