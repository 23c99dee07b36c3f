import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { COMMANDS, LATER_COMMANDS } from './commandTable.ts'
import { ask, createWorkspace, PLAN, type Workspace } from './testing/commandLine.ts'

let workspace: Workspace
beforeAll(() => {
  workspace = createWorkspace()
})
afterAll(() => workspace.remove())

test('help and version go to stdout and succeed', async () => {
  const help = await ask(['--help'])
  expect(help).toMatchObject({ code: 0, stderr: '' })
  for (const { name } of COMMANDS) expect(help.stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
  expect(await ask(['--version'])).toEqual({ code: 0, stdout: '0.0.0\n', stderr: '' })
  expect((await ask(['help', 'run'])).stdout).toContain('Only 99 means the same as in k6')
})

// `target` hands all it is given to the target, which answers to the terminal itself.
const OURS = COMMANDS.filter(({ name }) => name !== 'target')

test.each(OURS.map(({ name }) => [name]))('%s --help says how it is used', async (name) => {
  const { code, stdout, stderr } = await ask([name, '--help'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(new RegExp(`^Usage: loadwright ${name} \\[options\\]`))
})

test('nothing, or what there is not, is wrong usage', async () => {
  expect(await ask([])).toMatchObject({ code: 2, stdout: '' })
  expect(await ask(['help', 'nothing'])).toMatchObject({ stdout: '' })
  for (const args of [['rnu'], ['--nonsense'], ['run'], ['report'], ['check', 'a', 'b'], ['runs', 'a'], ['']]) {
    expect(await ask(args)).toMatchObject({ code: 2, stdout: '' })
  }
  for (const name of LATER_COMMANDS) {
    const { code, stderr } = await ask([name, 'x'])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `error: \`loadwright ${name}\` is not part of this version.\n`,
    })
  }
})

test('arguments cannot steer the terminal', async () => {
  for (const hostile of ['\u001b[2J', '\u009b31m', '\u202e', 'x'.repeat(100_000), '--\u0007', '-\u001b']) {
    const { code, stderr } = await ask([hostile])
    expect(code).toBe(2)
    // oxlint-disable-next-line no-control-regex -- they must not be there
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    expect(stderr.length).toBeLessThan(2000)
  }
})

test('help and version load no command, and nothing native', () => {
  const entry = join(import.meta.dirname, 'index.ts')
  const script = `
    process.argv = [process.argv[0], ${JSON.stringify(entry)}, process.env.ASKED]
    process.on('exit', () => {
      const native = process.report.getReport().sharedObjects.filter((file) => file.endsWith('.node'))
      process.stderr.write(JSON.stringify(native))
    })
    await import(${JSON.stringify(entry)})`
  for (const asked of ['--help', '--version']) {
    const output = execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { writeSync } from 'node:fs'; ${script.replace('process.stderr.write(', 'writeSync(1, "\\n" + ')}`,
      ],
      { env: { ...process.env, ASKED: asked }, encoding: 'utf8' },
    )
    expect(output.trimEnd().split('\n').at(-1)).toBe('[]')
  }
})

test('what is a mistake of ours is said to be one, with 1', async () => {
  const plan = workspace.write('try.plan.yaml', PLAN)
  const output = join(workspace.folder, 'history.db')
  // No engine can be started from a file that there is not.
  const { code, stderr } = await ask(['run', plan, 'passes', '--history', output], { TARGET: 'http://127.0.0.1:9' })
  expect(code).toBe(1)
  expect(stderr).toContain('error: Scenario passes was not started: An engine could not be started')
})
