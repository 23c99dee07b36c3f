import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTarget, type Target } from '../../target/server.ts'
import { createWorkspace, PLAN, type Finished, type Workspace } from '../testing/commandLine.ts'

let target: Target
let workspace: Workspace

beforeAll(async () => {
  target = await startTarget({ port: 0 })
  workspace = createWorkspace()
  workspace.write('try.plan.yaml', PLAN)
  await workspace.run(['run', 'try.plan.yaml', 'passes', '-q', '--no-preflight'], { TARGET: target.url })
})
afterAll(async () => {
  await target.close()
  workspace.remove()
})

const exported = (...args: string[]): Promise<Finished> => workspace.run(['export', ...args])

test('to standard output, and to a file under its name only when it is whole', async () => {
  const printed = await exported('last', '-f', 'csv')
  expect(printed).toMatchObject({ code: 0, stderr: '' })
  const filed = await exported('last', '-f', 'csv', '-o', 'run.csv')
  expect(filed).toMatchObject({ code: 0, stdout: '', stderr: 'written: run.csv\n' })
  expect(readFileSync(join(workspace.folder, 'run.csv'), 'utf8')).toBe(printed.stdout)
  expect(readdirSync(workspace.folder).filter((name) => name.endsWith('.partial'))).toEqual([])
})

test.each([
  [['last', '-f', 'hlg'], 2, 'Did you mean hlog?'],
  [['last'], 2, '--format'],
  [['nosuchrun', '-f', 'csv'], 2, 'nosuchrun'],
  [['last', '-f', 'csv', '--endpoint', 'GET /helth'], 2, 'Did you mean GET /health?'],
  [['last', '-f', 'csv', '--from', '5s', '--to', '5s'], 2, '--to must be later than --from'],
  [['last', '-f', 'csv', '--from', '1500ms'], 2, 'whole seconds'],
  [['last', '-f', 'csv', '--from', 'soon'], 2, '--from'],
  [['last', '-f', 'csv', '-o', 'no/such/folder/x.csv'], 4, 'could not be written: ENOENT'],
])('%j is refused', async (args, code, message) => {
  const finished = await exported(...args)
  expect(finished.code).toBe(code)
  expect(finished.stdout).toBe('')
  expect(finished.stderr).toContain(message)
})

test('a reader that has had enough is no mistake; a full disk is 4', async () => {
  const cut = await workspace.shell('"$0" "$1" export last -f json | head -c 10; echo " ${PIPESTATUS[0]}"')
  expect(cut.stdout).toBe('{"schemaVe 0\n')
  expect(cut.stderr).toBe('')
  if (!existsSync('/dev/full')) return
  expect((await workspace.shell('"$0" "$1" export last -f json > /dev/full')).code).toBe(4)
})
