/** The example of docs/plans-in-code.md through the command line, against the bundled target. */
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTarget, type Target } from '../../target/server.ts'
import { createWorkspace, type Workspace } from '../testing/commandLine.ts'

const ROOT = join(import.meta.dirname, '../../..')
const EXAMPLE = join(ROOT, 'resources/plans/in-code/workflows.plan.ts')
const text = readFileSync(EXAMPLE, 'utf8')

let workspace: Workspace
let target: Target
let file: string
beforeAll(async () => {
  workspace = createWorkspace()
  target = await startTarget({ port: 0, seed: 1 })
  file = workspace.write('workflows.plan.ts', text)
  copyFileSync(join(EXAMPLE, '../accounts.csv'), join(workspace.folder, 'accounts.csv'))
})
afterAll(async () => {
  workspace.remove()
  await target.close()
})

test('the documentation shows the plan that is tested', () => {
  expect(readFileSync(join(ROOT, 'docs/plans-in-code.md'), 'utf8')).toContain(text)
})

test('check: fine as it is, and with its own line where it is not', async () => {
  const fine = await workspace.run(['check', file])
  expect(fine).toMatchObject({ code: 0, stderr: '' })
  expect(fine.stdout).toMatch(/^ {2}Author +weight 1, 2 tasks: write and run, look around$/m)
  const wrong = workspace.write('wrong.plan.ts', text.replace('wait:', 'wiat:'))
  const { code, stdout } = await workspace.run(['check', wrong])
  expect(code).toBe(2)
  const line = text.slice(0, text.indexOf('wait:')).split('\n').length
  expect(stdout).toContain(`${wrong}:${line}:7 error Unknown key \`wiat\` in a user type.`)
  expect(stdout).toContain("wiat: '500ms..1s',")
})

test('debug: each call with the line it is made in', async () => {
  const { code, stdout, stderr } = await workspace.run(['debug', file, '--json'], { TARGET: target.url })
  expect({ code, stderr }).toMatchObject({ code: 0 })
  const { exchanges } = JSON.parse(stdout) as {
    exchanges: { kind: string; position: string; endpoint: string | null }[]
  }
  const first = exchanges.find(({ endpoint }) => endpoint === 'POST /api/workflows')!
  const line = text.slice(0, text.indexOf("http.post('/api/workflows',")).split('\n').length
  expect(first.position).toMatch(new RegExp(`^workflows\\.plan\\.ts:${line}:\\d+$`))
  expect(stdout).not.toContain('"demo"')
})

test('debug: code that never comes to an end is ended and named', async () => {
  const endless = workspace.write(
    'endless.plan.ts',
    text.replace('const workflow = made', 'for (;;) Math.random()\n            const workflow = made'),
  )
  const { code, stderr } = await workspace.run(['debug', endless], { TARGET: target.url })
  const line = text.slice(0, text.indexOf('const workflow = made')).split('\n').length
  expect(code).toBe(2)
  expect(stderr).toContain('The code of task "write and run" of Author does not come to an end')
  expect(stderr).toContain(`endless.plan.ts:${line}:`)
})

// It has no targets: neither a slow machine nor a busy one fails it.
test('run: a report with the endpoints of the code, and nothing of the password', async () => {
  const { code, stdout, stderr } = await workspace.run(['run', file, '-t', '2s', '--json', '--fail-on', 'target'], {
    TARGET: target.url,
    PERF_PASSWORD: 'demo',
  })
  expect({ code, stderr: stderr.slice(0, 2000) }).toMatchObject({ code: 0 })
  expect(stdout).toContain('POST /api/workflows/:workflow/execute')
  expect(stdout).toContain('WS /ws waitFor')
})
