import { Ajv2020 } from 'ajv/dist/2020.js'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTarget, type Target } from '../../target/server.ts'
import { ask, createWorkspace, PLAN, type Finished, type Workspace } from '../testing/commandLine.ts'

let target: Target
let workspace: Workspace

beforeAll(async () => {
  target = await startTarget({ port: 0 })
  workspace = createWorkspace()
  workspace.write('try.plan.yaml', PLAN)
})
afterAll(async () => {
  await target.close()
  workspace.remove()
})

const run = (args: readonly string[], environment: Record<string, string> = {}): Promise<Finished> =>
  workspace.run(['run', 'try.plan.yaml', ...args], { TARGET: target.url, ...environment })

const lastLine = ({ stderr }: Finished): string => stderr.trimEnd().split('\n').at(-1) ?? ''

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../resources/schema/report.schema.json'), 'utf8'),
) as object
const validate = new Ajv2020({ strict: false }).compile(schema)

// A run of half a second on a busy machine may be in doubt: what needs one that is not is asked again.
describe('the exit code', { retry: 3 }, () => {
  test('is 0 when all criteria are met, and the last line says so', async () => {
    const finished = await run(['passes'])
    expect(finished).toMatchObject({ code: 0, stdout: '' })
    expect(lastLine(finished)).toMatch(/^✓ PASS {2}The criterion is met\. {2}exit 0 {2}report: results\/.*report\.md$/)
  })

  test('is 99 when a maximum is passed, and the last line names the worst', async () => {
    const finished = await run(['fails'])
    expect(finished.code).toBe(99)
    expect(lastLine(finished)).toMatch(
      /^✕ FAIL {2}1 of 1 criterion over maximum \(the number of requests \d+ ≥ 1\) {2}exit 99/,
    )
  })

  test('is 0 over target, 97 with --fail-on target', async () => {
    expect((await run(['slower than wanted', '-q', '--fail-on', 'maximum'])).code).toBe(0)
    const finished = await run(['slower than wanted', '-q', '--fail-on', 'target,maximum'])
    expect(finished.code).toBe(97)
  })

  test('is 100 with too few samples, 0 when that is not in --fail-on', async () => {
    const finished = await run(['too few'])
    expect(finished.code).toBe(100)
    expect(lastLine(finished)).toMatch(/^○ INCONCLUSIVE {2}p99\.99 of all requests could not be judged: .*exit 100/)
    expect((await run(['too few', '-q', '--fail-on', 'maximum'])).code).toBe(0)
  })

  test('is 3 when the target cannot be reached', async () => {
    const finished = await run(['passes', '--host', 'http://127.0.0.1:1'])
    expect(finished.code).toBe(3)
    expect(lastLine(finished)).toMatch(/^✕ FAIL {2}http:\/\/127\.0\.0\.1:1 could not be reached; .*exit 3/)
  })

  test('is 4 when reports cannot be written, and what was measured is printed', async () => {
    const finished = await run(['passes', '--out', 'try.plan.yaml'])
    expect(finished.code).toBe(4)
    expect(finished.stderr).toContain('GET /health')
    expect(finished.stderr).toContain('error: Reports could not be written: ')
    expect(lastLine(finished)).toMatch(
      /^✕ NOT WRITTEN {2}The reports could not be written\. The criterion is met\. {2}exit 4$/,
    )
  })

  test('is 4 when the history cannot be written, and reports are', async () => {
    const finished = await run(['passes', '--history', 'try.plan.yaml/history.db', '--json'])
    expect(finished.code).toBe(4)
    expect(finished.stderr).toMatch(/^warning: The history .* cannot be opened/)
    const report = JSON.parse(finished.stdout) as { totals: { requests: number }; notices: string[] }
    expect(report.totals.requests).toBeGreaterThan(0)
    expect(report.notices.join(' ')).toContain('This run is not in the history.')
    expect(lastLine(finished)).toContain('exit 4')
  })

  test('of several scenarios is the first in the order of precedence', async () => {
    const finished = await run([
      'slower than wanted',
      'fails',
      'too few',
      'passes',
      '-q',
      '--fail-on',
      'target,maximum,inconclusive',
    ])
    expect(finished.code).toBe(99)
    expect(lastLine(finished)).toMatch(/^✕ FAIL {2}fails: 1 of 1 criterion over maximum/)
  })

  test('is 4 when the disk behind standard output is full', async () => {
    if (!existsSync('/dev/full')) return
    const command = `"$0" "$1" run try.plan.yaml passes -q --json > /dev/full`
    const finished = await shell(command)
    expect(finished.code).toBe(4)
    expect(finished.stderr).toContain('error: Standard output could not be written: ENOSPC')
  })

  test('stays the one of the verdict when the reader of standard output goes away', async () => {
    const finished = await shell('"$0" "$1" run try.plan.yaml fails -q --json | head -c 10; exit ${PIPESTATUS[0]}')
    expect(finished).toMatchObject({ code: 99, stdout: '{\n  "schem' })
    expect(lastLine(finished)).toMatch(/^✕ FAIL/)
  })
})

/** `$0 $1` is the command line. */
function shell(command: string): Promise<Finished> {
  return workspace.shell(command, { TARGET: target.url })
}

describe('--json', { retry: 3 }, () => {
  test('prints one report that fits the published schema, the same as in the file', async () => {
    const { stdout } = await run(['passes', '--json', '-q', '-o', 'one'])
    const report: unknown = JSON.parse(stdout)
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true)
    const [folder] = readdirSync(join(workspace.folder, 'one'))
    expect(readFileSync(join(workspace.folder, 'one', folder!, 'report.json'), 'utf8')).toBe(stdout)
  })

  test('prints all reports and the exit code of the command when several were asked for', async () => {
    const { stdout, code } = await run(['passes', 'fails', '--json', '-q'])
    const answer = JSON.parse(stdout) as {
      schemaVersion: number
      reports: { run: { scenario: string } }[]
      exitCode: number
    }
    expect(answer).toMatchObject({ schemaVersion: 1, exitCode: 99 })
    expect(code).toBe(99)
    expect(answer.reports.map((report) => report.run.scenario)).toEqual(['passes', 'fails'])
    for (const report of answer.reports) expect(validate(report)).toBe(true)
  })
})

describe('what is given', { retry: 3 }, () => {
  const settingsOf = async (args: string[], environment: Record<string, string> = {}) => {
    const { stdout, stderr } = await run([...args, '--json', '-q', '-f', 'json'], environment)
    if (stdout === '') throw new Error(stderr)
    return JSON.parse(stdout) as {
      run: {
        settings: string
        seed: number
        target: string
        build: { label: string | null; commit: string | null }
        generator: { processes: number }
      }
      notices: string[]
    }
  }

  test('by environment variables stands in for the plan, and the report says so', async () => {
    const { run: made, notices } = await settingsOf(['passes'], {
      LOCUST_HOST: target.url.replace('127.0.0.1', 'localhost'),
      LOADWRIGHT_USERS: '4',
      LOCUST_USERS: '1000',
      LOCUST_SPAWN_RATE: '20',
      LOCUST_RUN_TIME: '2',
    })
    expect(made.settings).toBe('4 users, 20 started per second, for 2s')
    expect(made.target).toBe(target.url.replace('127.0.0.1', 'localhost'))
    expect(notices).toEqual([
      `Target ${made.target} instead of ${target.url} (LOCUST_HOST).`,
      '4 users instead of 2 (LOADWRIGHT_USERS).',
      'Users started at 20/s instead of 10/s (LOCUST_SPAWN_RATE).',
      'A run time of 2s instead of 500ms (LOCUST_RUN_TIME).',
    ])
  })

  test('as build, seed and processes is in the report; never more processes than users', async () => {
    const { run: made } = await settingsOf(['passes', '--build', 'v7', '--seed', '5', '--processes', '9'], {
      GITHUB_SHA: 'abc',
    })
    expect(made).toMatchObject({ seed: 5, build: { label: 'v7', commit: null }, generator: { processes: 2 } })
  })

  test('by CI is the build', async () => {
    const { run: made } = await settingsOf(['passes'], { CI: 'true', GITHUB_SHA: '0123456789abcdef' })
    expect(made.build).toEqual({ label: '0123456', commit: '0123456789abcdef', branch: null })
  })

  test('with -e fills ${NAME}, also with = in it, and wins over the environment', async () => {
    const { run: made } = await settingsOf(['passes', '-e', 'TARGET=http://x=y', '-e', `TARGET=${target.url}`], {
      TARGET: 'nonsense',
    })
    expect(made.target).toBe(target.url)
  })
})

describe('wrong usage is refused with 2, before anything runs', () => {
  test.each([
    [['smoke'], /no scenario `smoke`\. The plan has `passes`, /],
    [['pases'], /no scenario `pases`\. Did you mean `passes`\?/],
    [['arrivals', '-u', '5'], /Scenario `arrivals` has a rate of arrivals/],
    [['stages', '-t', '5s'], /Scenario `stages` has its durations in `stages`/],
    [['passes', '--fail-on', 'maximun'], /"maximun"; it is a list of .* Did you mean maximum\?/],
    [['passes', '--fail-on', 'regression'], /--fail-on regression needs --baseline/],
    [['passes', '-f', 'html'], /html are not available yet/],
    [['passes', '-f', 'docx'], /no report format "docx"/],
    [['passes', '--processes', '0'], /--processes is "0"/],
    [['passes', '--seed', '-1'], /--seed/],
    [['passes', '--progress', 'loud'], /--progress is "loud"; it must be one of auto/],
    [['passes', '-e', 'SECRET'], /--env needs NAME=VALUE/],
    [['passes', '--history', import.meta.filename], /is not a history of Loadwright/],
    [['passes', '--history', ''], /--history is ""/],
    [['passes', '--nonsense'], /unknown option '--nonsense'/],
    [['passes', '-u', '9'.repeat(100_000)], /--users is "9+…"; it must be a whole number/],
    [['\u001b[2J\u0007'], /no scenario `\\u001b\[2J\\u0007`/],
    [['__proto__'], /no scenario `__proto__`/],
  ])('%.60j', async (args, sentence) => {
    const finished = await ask(['run', join(workspace.folder, 'try.plan.yaml'), ...args])
    expect(finished).toMatchObject({ code: 2, stdout: '' })
    expect(finished.stderr).toMatch(sentence)
    expect(finished.stderr.length).toBeLessThan(2000)
  })

  test('so is a plan with problems, and all of them are listed', async () => {
    const bad = workspace.write(
      'bad.plan.yaml',
      PLAN.replace('/health', '"/{{nobody}}"').replace('for: 500ms', 'for: soon'),
    )
    const finished = await ask(['run', bad])
    expect(finished).toMatchObject({ code: 2, stdout: '' })
    expect(finished.stderr).toMatch(/bad\.plan\.yaml:8:\d+ error .*nobody/)
    expect(finished.stderr).toMatch(/bad\.plan\.yaml:10:\d+ error /)
    expect(finished.stderr).toContain('2 errors')
    const missing = await ask(['run', 'nowhere.plan.yaml'])
    expect(missing.code).toBe(2)
    expect(missing.stderr).toContain('does not exist')
  })

  test('so is a data file that is found broken only when the engines read all of it', async () => {
    mkdirSync(join(workspace.folder, 'data'))
    const plan = PLAN.replace('users:\n', 'data:\n  rows: { file: rows.csv }\nusers:\n').replace(
      '/health',
      '"/health?{{rows.a}}"',
    )
    workspace.write('data/try.plan.yaml', plan)
    workspace.write('data/rows.csv', `a\n${'1\n'.repeat(1500)}"broken\n`)
    const finished = await workspace.run(['run', 'data/try.plan.yaml', 'passes'], { TARGET: target.url })
    expect(finished.code).toBe(2)
    expect(finished.stderr).toContain('error: Scenario passes was not started: ')
  })
})

test('names from a plan cannot steer the terminal, and -q says the verdict only', async () => {
  const hostile = PLAN.replace('name: Try', 'name: "T\\e[2Jry"').replace(
    '{ get: /health }',
    '{ get: /health, as: "x\\e]0;y\\a" }',
  )
  workspace.write('hostile.plan.yaml', hostile)
  const { stderr } = await workspace.run(['run', 'hostile.plan.yaml', 'passes'], { TARGET: target.url })
  expect(stderr).toContain('T\\u001b[2Jry')
  expect(stderr).toContain('x\\u001b]0;y\\u0007')
  // oxlint-disable-next-line no-control-regex -- they must not be there
  expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  const quiet = await run(['passes', '-q'])
  expect(quiet.stderr.trimEnd().split('\n')).toHaveLength(1)
})

test(
  'only ASCII is printed where the locale is not UTF-8, and colours where they are asked for',
  { retry: 3 },
  async () => {
    const plain = await run(['fails'], { LC_ALL: 'C' })
    expect(plain.stderr).toMatch(/^[\n\u0020-\u007e]*$/)
    expect(lastLine(plain)).toMatch(/^FAIL FAIL|^FAIL {2}1 of 1/)
    const colourful = await run(['passes', '-q'], { FORCE_COLOR: '1' })
    // oxlint-disable-next-line no-control-regex -- it must be there
    expect(colourful.stderr).toMatch(/\u001b\[\d+m/)
    expect((await run(['passes', '-q', '--no-color'], { FORCE_COLOR: '1' })).stderr).not.toContain('\u001b')
  },
)

describe('the preflight', () => {
  test('warns of what will fail, on the terminal and in the report, and --strict does not start', async () => {
    workspace.write('bad.plan.yaml', PLAN.replace('/health', '/nowhere').replace('failures < 1%', 'failures < 100%'))
    const warning =
      /warning: One iteration of Visitor was tried and failed: GET \/nowhere \(.*bad\.plan\.yaml:\d+:\d+\) 404/
    const environment = { TARGET: target.url }
    const warned = await workspace.run(['run', 'bad.plan.yaml', 'unjudged', '--json'], environment)
    expect(warned.stderr).toMatch(warning)
    expect(warned.stdout).toContain('One iteration of Visitor was tried and failed')
    const refused = await workspace.run(['run', 'bad.plan.yaml', 'unjudged', '--strict'], environment)
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(warning)
    expect(refused.stderr).toContain('Scenario unjudged was not started, because of --strict')
    const unasked = await workspace.run(['run', 'bad.plan.yaml', 'unjudged', '--no-preflight'], environment)
    expect(unasked.stderr).not.toContain('One iteration')
  })

  test('with --strict, a target that is not there is 3', async () => {
    const finished = await run(['passes', '--strict', '--host', 'http://127.0.0.1:1'])
    expect(finished.code).toBe(3)
    expect(finished.stderr).toContain('Scenario passes was not started')
  })

  test('--strict and --no-preflight contradict each other', async () => {
    const { code, stderr } = await ask(['run', 'try.plan.yaml', '--strict', '--no-preflight'])
    expect(code).toBe(2)
    expect(stderr).toContain('--no-preflight')
  })
})
