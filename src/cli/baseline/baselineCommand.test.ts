/** The command on a real history. */
import SqliteDatabase from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openHistory } from '../../host/storage/history.ts'
import { SHOP, writeTrend } from '../../host/trend/testing/trendHistory.ts'
import { ask } from '../testing/commandLine.ts'
import { schemaErrors } from '../testing/schemaErrors.ts'

const HOSTILE = '__proto__\u001b[2J'
const COMMIT = '0123456789abcdef0123456789abcdef01234567'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-baseline-'))
  file = join(folder, 'history.db')
  writeTrend(file, [
    { label: '1.0' },
    { label: '1.1' },
    { label: HOSTILE },
    { run: { build: { label: null, commit: COMMIT, branch: null } } },
    { label: '1.1', run: { scenario: 'peak' } },
    { label: '1.1', run: { target: 'http://other.test' } },
    { label: '2.0', run: { planName: 'Other', planFile: null } },
  ])
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const baseline = (...args: string[]): ReturnType<typeof ask> => ask(['baseline', ...args, '--history', file])

function stored(of = SHOP): string | null {
  const history = openHistory(file, { readOnly: true })
  try {
    return history.baseline(of)
  } finally {
    history.close()
  }
}

describe('loadwright baseline', () => {
  test('sets, shows and clears', async () => {
    const set = await baseline('1.0')
    expect(set).toMatchObject({ code: 0, stderr: '' })
    expect(set.stdout).toMatch(/^baseline +plan +scenario +target\n1\.0 +Shop +normal +http:\/\/shop\.test\n$/)
    expect(stored()).toBe('1.0')
    const { stdout } = await baseline('--json')
    expect(schemaErrors('baseline', stdout)).toEqual([])
    const { baselines } = JSON.parse(stdout) as { baselines: object[] }
    expect(baselines).toHaveLength(4)
    expect(baselines).toContainEqual({ ...SHOP, baseline: '1.0' })
    const cleared = await baseline('--clear', '--json')
    expect([cleared.code, schemaErrors('baseline', cleared.stdout)]).toEqual([0, []])
    expect(stored()).toBeNull()
    expect((await baseline('--clear', '--plan', 'Other')).stderr).toBe('There was no baseline.\n')
  })

  test('keeps the name that others know, whatever it is', async () => {
    expect((await baseline(COMMIT.slice(0, 8))).code).toBe(0)
    expect(stored()).toBe(COMMIT.slice(0, 12))
    const { code, stdout } = await baseline(HOSTILE)
    expect(code).toBe(0)
    expect(stdout).toContain('__proto__\\u001b[2J')
    expect(stored()).toBe(HOSTILE)
  })

  test('asks which is meant, where the build was run in several places', async () => {
    const { code, stdout, stderr } = await baseline('1.1')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('"1.1" was run in several places: Shop · normal · http://other.test, Shop · peak · ')
    expect(stderr).toContain('Say which with --plan, --scenario and --target.')
    expect((await baseline('1.1', '--scenario', 'normal', '--target', SHOP.target)).code).toBe(0)
    expect([stored(), stored({ ...SHOP, target: 'http://other.test' })]).toEqual(['1.1', null])
  })

  test.each([
    [['9.9'], 'No run of a build "9.9" has ended there. There are '],
    [['1.0', '--scenario', 'peak'], 'No run of a build "1.0" has ended there. Did you mean "1.1"?'],
    [['1.0', '--scenario', 'paek'], 'There is no run of a scenario "paek"'],
    [['1.0', '--plan', 'Shpo'], 'There is no run of a plan "Shpo". Did you mean "Shop"?'],
    [['1.0', '--target', 'http://x'], 'It was never run against "http://x".'],
    [['1.0', '--clear'], 'Either name a build, or give --clear.'],
    [[''], 'No run of a build "" has ended there.'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await baseline(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stored()).toBeNull()
  })

  test('begins no history', async () => {
    const { code, stderr } = await ask(['baseline', '1.0', '--history', join(folder, 'none.db')])
    expect(code).toBe(2)
    expect(stderr).toContain('There is no history at ')
  })

  test('says that the history cannot be written', async () => {
    const raw = new SqliteDatabase(file)
    // A newer version made it.
    raw.pragma('user_version = 999')
    raw.close()
    const { code, stderr } = await baseline('1.0')
    expect(code).toBe(4)
    expect(stderr).toContain('newer')
  })

  test('cuts off what is too long to be read', async () => {
    const { code, stderr } = await baseline('x'.repeat(10_000))
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: No run of a build "x{50,70}…" has ended there\./)
    expect(stderr.length).toBeLessThan(500)
  })
})
