import { Ajv2020 } from 'ajv/dist/2020.js'
import SqliteDatabase from 'better-sqlite3'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unprivileged } from '../../../test/unprivileged.ts'
import { startTarget, type Target } from '../../target/server.ts'
import { ask, createWorkspace, PLAN, type Finished, type Workspace } from '../testing/commandLine.ts'
import { schemaErrors } from '../testing/schemaErrors.ts'

let target: Target
let workspace: Workspace
let history: string

interface Listed {
  runs: {
    id: string
    scenario: string
    build: { label: string }
    status: string
    verdict: { status: string }
    p95Ms: number
    ratePerS: number
  }[]
}

beforeAll(async () => {
  target = await startTarget({ port: 0 })
  workspace = createWorkspace()
  history = join(workspace.folder, '.loadwright', 'history.db')
  workspace.write('try.plan.yaml', PLAN)
  const environment = { TARGET: target.url }
  await workspace.run(['run', 'try.plan.yaml', 'passes', 'fails', '-q', '--build', 'one'], environment)
  await workspace.run(['run', 'try.plan.yaml', 'passes', '-q', '--build', 'tw\u001b[2Jo'], environment)
})
afterAll(async () => {
  await target.close()
  workspace.remove()
})

const list = async (...args: string[]): Promise<Listed['runs']> => {
  const { stdout, stderr } = await ask(['runs', '--history', history, '--json', ...args])
  if (stdout === '') throw new Error(stderr)
  expect(schemaErrors('runs', stdout)).toEqual([])
  return (JSON.parse(stdout) as Listed).runs
}

/** With what is still in its log. */
async function backUp(file: string, to: string): Promise<void> {
  const database = new SqliteDatabase(file, { readonly: true })
  await database.backup(to)
  database.close()
}

describe('loadwright runs', () => {
  test('lists the newest first, and only those that are asked for', async () => {
    expect((await list()).map((run) => run.scenario)).toEqual(['passes', 'fails', 'passes'])
    expect(await list('--scenario', 'fails')).toHaveLength(1)
    expect(await list('--build', 'one')).toHaveLength(2)
    expect(await list('--plan', 'Try')).toHaveLength(3)
    expect(await list('--plan', 'Other')).toHaveLength(0)
    expect(await list('--plan', join(workspace.folder, 'try.plan.yaml'))).toHaveLength(3)
    // A machine that others keep busy may put runs in doubt.
    const verdicts = (await list()).map(({ verdict }) => verdict.status)
    expect(verdicts).toEqual(
      ['passes', 'fails', 'passes'].map((scenario) =>
        scenario === 'fails' ? 'failed' : expect.stringMatching(/^(passed|inconclusive)$/),
      ),
    )
    for (const verdict of ['passed', 'failed', 'inconclusive'])
      expect(await list('--status', verdict)).toHaveLength(verdicts.filter((each) => each === verdict).length)
    expect(await list('--status', 'completed', '--limit', '1')).toHaveLength(1)
    expect(await list('--limit', 'all')).toHaveLength(3)
  })

  test('shows the numbers of each report', async () => {
    for (const { id, p95Ms, ratePerS } of await list()) {
      const { stdout } = await ask(['report', id, '--history', history, '--json'])
      const { totals } = JSON.parse(stdout) as { totals: { latencyMs: { p95: number }; ratePerS: number } }
      expect({ p95Ms, ratePerS }).toEqual({ p95Ms: totals.latencyMs.p95, ratePerS: totals.ratePerS })
    }
  })

  test('is a table for people, which no build can upset', async () => {
    const { stdout } = await workspace.run(['runs'])
    const [head, newest] = stdout.split('\n')
    expect(head).toMatch(/^run +when +plan +scenario +build +verdict +p95 +rate +failures$/)
    expect(newest).toMatch(
      /^\w{6}-\w{4} {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}Try +passes +tw\\u001b\[2Jo +(✓ passed|○ inconclusive) +/,
    )
    expect((await ask(['runs', '--history', history, '--limit', '1'])).stderr).toContain('--limit all')
  })

  test('lists a run that is damaged as such, and the others as ever', async () => {
    const folder = join(workspace.folder, 'damaged')
    mkdirSync(folder)
    const file = join(folder, 'history.db')
    await backUp(history, file)
    const whole = await list()
    const raw = new SqliteDatabase(file)
    for (const level of [0, 1, 10, 60, 300, 600, 3600])
      raw.exec(`UPDATE windows_${level} SET latency = x'ffffffffff' WHERE key >> 44 = 2`)
    raw.close()
    const sentence = `Run ${whole[1]!.id} is damaged in the history: its numbers cannot be read.\n`
    const json = await ask(['runs', '--history', file, '--json'])
    expect({ code: json.code, stderr: json.stderr }).toEqual({ code: 0, stderr: sentence })
    expect(schemaErrors('runs', json.stdout)).toEqual([])
    const none = { p50Ms: null, p95Ms: null, p99Ms: null, ratePerS: null, failureShare: null, steered: null }
    expect((JSON.parse(json.stdout) as Listed).runs).toEqual([
      whole[0],
      { ...whole[1], ...none, damaged: true },
      whole[2],
    ])
    const { code, stdout } = await ask(['runs', '--history', file])
    expect(code).toBe(0)
    expect(stdout.split('\n')[2]).toMatch(/ ✕ failed \(damaged\) +– +– +–$/)
    expect(stdout.split('\n')[1]).not.toContain('–')
  })

  test('finds the history below the folder of a project, and says which', async () => {
    const project = mkdtempSync(join(workspace.folder, 'project-'))
    try {
      const from = (folder: string): Promise<Finished> => workspace.shell(`cd "${folder}" && "$0" "$1" runs --json`)
      const above = await from(project)
      expect(above.stderr).toBe('history: ../.loadwright/history.db\n')
      mkdirSync(join(project, '.git'))
      const none = await from(project)
      expect(none).toMatchObject({ code: 2, stdout: '' })
      expect(none.stderr).toContain(`There is no history in ${project}, above or below it.`)
      for (const name of ['perf/shop', 'other']) {
        mkdirSync(join(project, name, '.loadwright'), { recursive: true })
        writeFileSync(join(project, name, '.loadwright', 'history.db'), readFileSync(history))
      }
      utimesSync(join(project, 'other', '.loadwright', 'history.db'), 1, 1)
      const found = await from(project)
      expect(found.code).toBe(0)
      expect(found.stderr).toBe(
        'history: perf/shop/.loadwright/history.db (the latest of 2; --history names another)\n',
      )
      expect((await from(join(project, 'other'))).stderr).toBe('')
    } finally {
      rmSync(project, { recursive: true })
    }
  })

  test('is quiet when its reader goes away', async () => {
    const { code, stdout, stderr } = await workspace.shell('"$0" "$1" runs --json | head -c 1; exit ${PIPESTATUS[0]}')
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '{', stderr: '' })
  })

  test('says what is wrong with its arguments, and makes no history where there is none', async () => {
    expect(await ask(['runs', '--history', history, '--limit', '0'])).toMatchObject({ code: 2, stdout: '' })
    const status = await ask(['runs', '--history', history, '--status', 'runing'])
    expect(status.stderr).toContain('Did you mean running?')
    const empty = join(workspace.folder, 'nowhere')
    const nowhere = await ask(['runs', '--history', empty])
    expect(nowhere).toMatchObject({ code: 2, stdout: '' })
    expect(nowhere.stderr).toContain(`There is no history at ${empty}.`)
    const other = await ask(['runs', '--history', import.meta.filename])
    expect(other.stderr).toContain('is not a history of Loadwright')
  })
})

describe('loadwright report', () => {
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../resources/schema/report.schema.json'), 'utf8'),
  ) as object

  test('makes the report again to the letter, and succeeds whatever its verdict', async () => {
    const made = await workspace.run(['run', 'try.plan.yaml', 'fails', '-q', '--json'], { TARGET: target.url })
    const again = await workspace.run(['report', 'last', '--json'])
    expect(made.code).toBe(99)
    expect(again).toMatchObject({ code: 0, stderr: '' })
    expect(again.stdout).toBe(made.stdout)
    const validate = new Ajv2020({ strict: false }).compile(schema)
    expect(validate(JSON.parse(again.stdout)), JSON.stringify(validate.errors)).toBe(true)
  })

  test('takes ids, their beginnings, last and last~N, and says what else there is', async () => {
    const runs = await list()
    const idOf = async (reference: string): Promise<string> => {
      const { stdout, stderr } = await ask(['report', reference, '--history', history, '--json'])
      return stdout === '' ? stderr : (JSON.parse(stdout) as { run: { id: string } }).run.id
    }
    expect(await idOf('last~1')).toBe(runs[1]!.id)
    expect(await idOf(runs[1]!.id)).toBe(runs[1]!.id)
    expect(await idOf(runs[1]!.id.toUpperCase().replace('-', ''))).toBe(runs[1]!.id)
    expect(await idOf('last~99')).toContain('The history has only')
    expect(await idOf('zzzz')).toMatch(/^error: /)
    expect(await idOf('\u001b[2J')).not.toContain('\u001b')
    expect((await ask(['report', 'last~99', '--history', history])).code).toBe(2)
  })

  test('ends with 4 when the files cannot be written, with 2 for a format that there is not', async () => {
    const place = workspace.write('in the way', '')
    const unwritten = await ask(['report', 'last', '--history', history, '-o', place])
    expect(unwritten.code).toBe(4)
    expect(unwritten.stderr).toContain('error: Reports could not be written: ')
    expect((await ask(['report', 'last', '--history', history, '-f', 'pdf'])).code).toBe(2)
  })
})

test('a workspace has one history for the plans below it, in which two plans called alike are two', async () => {
  const sub = join(workspace.folder, 'sub')
  mkdirSync(sub)
  workspace.write('sub/try.plan.yaml', PLAN)
  const before = await list('--plan', join(workspace.folder, 'try.plan.yaml'))
  const line = `cd sub; "$0" "$1" run try.plan.yaml passes -q; "$0" "$1" runs --plan try.plan.yaml --json`
  const { code, stdout } = await workspace.shell(line, { TARGET: target.url })
  expect(code).toBe(0)
  expect(existsSync(join(sub, '.loadwright'))).toBe(false)
  expect((JSON.parse(stdout) as { runs: object[] }).runs).toMatchObject([{ planFile: 'sub/try.plan.yaml' }])
  expect(await list('--plan', join(workspace.folder, 'try.plan.yaml'))).toEqual(before)
}, 20_000)

test('a history that nobody may write to can be read', async () => {
  const folder = join(workspace.folder, 'kept')
  mkdirSync(folder)
  const kept = join(folder, 'history.db')
  writeFileSync(kept, readFileSync(history))
  chmodSync(kept, 0o444)
  chmodSync(folder, 0o555)
  try {
    chmodSync(workspace.folder, 0o755)
    const output = await unprivileged(
      {
        runs: new URL('listHistory.ts', import.meta.url).href,
        storage: new URL('../../host/storage/history.ts', import.meta.url).href,
      },
      'storage.openMemoryHistory().close()',
      `runs.listHistory({ limit: '100', history: ${JSON.stringify(kept)}, json: true }, { print: console.log, say: console.error })`,
    )
    expect((JSON.parse(output) as { runs: unknown[] }).runs.length).toBe((await list()).length)
  } finally {
    chmodSync(folder, 0o755)
  }
})
