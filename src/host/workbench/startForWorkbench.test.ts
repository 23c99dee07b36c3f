/** Starting where the history cannot take the run. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { childProcessEngines } from '../runs/engineProcess.ts'
import { openHistory } from '../storage/history.ts'
import { startForWorkbench, type StartParts } from './startForWorkbench.ts'
import { ENGINE_FILE, planText } from './testing/trialWorkbench.ts'

const WISH = {
  plan: 'a.plan.yaml',
  scenario: 'long',
  build: '',
  host: '',
  users: '',
  spawnRate: '',
  runTime: '',
  environment: {},
}

test('a run that the history has no room for is not made: nobody could look at it', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loadwright-full-')))
  // Larger than the room that is left in the last pages of a new history, however it is packed.
  const noise = randomBytes(500_000).toString('base64')
  writeFileSync(join(folder, 'a.plan.yaml'), `${planText('http://127.0.0.1:9')}# ${noise}\n`)
  openHistory(join(folder, 'history.db')).close()
  // As it is, and not a page more.
  const history = openHistory(join(folder, 'history.db'), { maxBytes: 1 })
  const parts: StartParts = {
    workspace: folder,
    history,
    spawnEngine: childProcessEngines(ENGINE_FILE),
    environment: () => Promise.resolve({}),
    log: () => {},
  }
  await expect(startForWorkbench(WISH, parts, new AbortController().signal)).rejects.toMatchObject({
    code: 'notStarted',
    message: expect.stringMatching(/^The run was not started\. .*There is no room left for the history/) as string,
  })
  expect(history.listRuns()).toEqual([])
  history.close()
  rmSync(folder, { recursive: true })
})
