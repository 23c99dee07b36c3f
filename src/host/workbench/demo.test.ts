/** The bundled system and its plan, as the workbench starts them. */
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CallError } from '../../contract/rpc/remoteError.ts'
import { startDemoTarget, type DemoTarget } from '../demo/demoTarget.ts'
import { openTrialWorkbench, TARGET_FILE, type TrialWorkbench } from './testing/trialWorkbench.ts'

let trial: TrialWorkbench
const started: DemoTarget[] = []
beforeEach(async () => {
  started.length = 0
  trial = await openTrialWorkbench({
    startTarget: async () => {
      const target = await startDemoTarget(TARGET_FILE, [])
      started.push(target)
      return target
    },
  })
})
afterEach(() => trial.close())

const FILE = 'ai-automation/ai-automation.plan.yaml'
const BUNDLED = join(import.meta.dirname, '../../../resources/plans/ai-automation')

test('the target is started once, its plan is put into the workspace, and it ends with the host', async () => {
  const [one, other] = await Promise.all([
    trial.client.call('app.startDemo', {}),
    trial.client.call('app.startDemo', {}),
  ])
  expect(one).toEqual(other)
  expect(one).toMatchObject({ plan: FILE, scenario: 'smoke' })
  expect(started).toHaveLength(1)
  expect((await fetch(`${one.url}/health`)).status).toBe(200)
  for (const name of ['ai-automation.plan.yaml', 'accounts.csv', 'admins.csv'])
    expect(readFileSync(join(trial.folder, 'ai-automation', name))).toEqual(readFileSync(join(BUNDLED, name)))
  const [entry] = await trial.client.call('plans.list', {})
  expect(entry).toMatchObject({ file: FILE, problems: [] })
  expect(entry!.scenarios.map(({ name }) => name)).toContain(one.scenario)
  await trial.host.close({ stopRuns: 'now' })
  await started[0]!.gone
})

test('a target that is asked for while the host is closed is not left behind', async () => {
  const { signal } = new AbortController()
  const asked = Promise.resolve(trial.host.handlers.methods['app.startDemo']({}, { signal }))
  const answered = asked.then(
    () => 'started',
    (error: unknown) => (error as CallError).code,
  )
  await trial.host.close({ stopRuns: 'now' })
  expect(await answered).toBe('closed')
  expect(started).toEqual([])
})

test('a target that is gone is started again', async () => {
  await trial.client.call('app.startDemo', {})
  await started[0]!.stop()
  const { url } = await trial.client.call('app.startDemo', {})
  expect(started).toHaveLength(2)
  expect((await fetch(`${url}/health`)).status).toBe(200)
})

test('what is there is never written over', async () => {
  trial.write(FILE, 'mine')
  await trial.client.call('app.startDemo', {})
  expect(readFileSync(join(trial.folder, FILE), 'utf8')).toBe('mine')
})

test('nothing is written outside of the workspace, or where it cannot be', async () => {
  const outside = join(tmpdir(), `loadwright-outside-${process.pid}`)
  mkdirSync(outside)
  symlinkSync(outside, join(trial.folder, 'ai-automation'))
  await expect(trial.client.call('app.startDemo', {})).rejects.toMatchObject({
    code: 'notStarted',
    message: expect.stringContaining('a link to a place outside') as string,
  })
  rmSync(outside, { recursive: true })
  rmSync(join(trial.folder, 'ai-automation'))
  writeFileSync(join(trial.folder, 'ai-automation'), 'a file')
  await expect(trial.client.call('app.startDemo', {})).rejects.toMatchObject({ code: 'notStarted' })
  expect(started).toEqual([])
})

test('a target that does not start is told in words, and may be tried again', async () => {
  const broken = await openTrialWorkbench({
    targetFile: trial.write('resources-are-above.mjs', ''),
    startTarget: () => Promise.reject(new Error('The bundled target could not be started.')),
  })
  await expect(broken.client.call('app.startDemo', {})).rejects.toMatchObject({ code: 'fault' })
  await broken.close()
  const other = await openTrialWorkbench({
    startTarget: () => Promise.reject(new Error('The bundled target could not be started. No port.')),
  })
  for (let tries = 0; tries < 2; tries++)
    await expect(other.client.call('app.startDemo', {})).rejects.toMatchObject({
      code: 'notStarted',
      message: 'The bundled target could not be started. No port.',
    })
  await other.close()
})

test('what the program is, and where', async () => {
  const info = await trial.client.call('app.info', {})
  expect(info).toMatchObject({
    program: '0.0.0',
    capabilities: { write: true },
    workspace: { folder: trial.folder },
    history: { file: join(trial.folder, '.loadwright', 'history.db'), readOnly: false, notices: [] },
  })
  expect(info.machine.memoryBytes).toBeGreaterThan(0)
})
