/** `loadwright compare --capacity`, as users type it. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CapacityComparisonDocument } from '../../core/capacity/capacityComparisonDocument.ts'
import { writeLevels } from '../../host/capacity/testing/writeLevels.ts'
import { openHistory } from '../../host/storage/history.ts'
import { ask, createWorkspace, type Workspace } from '../testing/commandLine.ts'
import { schemaErrors } from '../testing/schemaErrors.ts'

const HOSTILE = '<img src=x onerror=alert(1)>\u001b[2J\u202e'
const LOADS = [2, 4, 8, 16, 32, 64, 48, 40, 36, 20, 24, 28, 96]

let workspace: Workspace
let file: string

beforeAll(() => {
  workspace = createWorkspace()
  file = join(workspace.folder, 'searches.db')
  const history = openHistory(file)
  const law = { sigma: 0.05, kappa: 0.0005, lambda: 12 }
  const build = (label: string) => ({ build: { label, commit: null, branch: null } })
  for (const seed of [1, 2]) {
    writeLevels(history, { users: LOADS, law, run: build('1.0') }, seed)
    writeLevels(history, { users: LOADS, law: { ...law, lambda: 8 }, run: build('1.1') }, seed + 2)
  }
  writeLevels(history, { users: [2, 4], law, run: build(HOSTILE) }, 5)
  history.close()
})
afterAll(() => workspace.remove())

const compare = (...args: string[]) => ask(['compare', ...args, '--capacity', '--history', file])

test('a build that takes less load has regressed, with the verdict as the last line and 98 where it is asked for', async () => {
  const { code, stdout, stderr } = await compare('1.0', '1.1', '--fail-on', 'regression')
  expect({ code, stderr }).toEqual({ code: 98, stderr: '' })
  const lines = stdout.trimEnd().split('\n')
  expect(lines[0]).toBe('1.0 (2 searches) → 1.1 (2 searches)')
  expect(stdout).toMatch(/✕ regressed +load at the limit .* users .*beyond chance/)
  expect(stdout).toMatch(/✕ regressed +throughput at the peak .* req\/s/)
  expect(lines.at(-1)).toMatch(/^✕ Capacity regressed: the first maximum is reached at \d\S* users in place of /)
  expect((await compare('1.1', '1.0', '--fail-on', 'regression')).code).toBe(0)
})

test('what has no peak and no limit is not enough data, and says why; no name steers the terminal', async () => {
  const { code, stdout } = await compare('1.0', HOSTILE, '--fail-on', 'inconclusive')
  expect(code).toBe(100)
  expect(stdout).toContain('candidate: no scalability curve, it needs 6 loads, and has 2')
  expect(stdout).not.toContain('\u001b[2J')
  expect(stdout).not.toContain('\u202e')
})

test('JSON says the same, as published', async () => {
  for (const candidate of ['1.1', HOSTILE]) {
    const { stdout } = await compare('1.0', candidate, '--json')
    expect(schemaErrors('capacity-comparison', stdout)).toEqual([])
    const json = JSON.parse(stdout) as CapacityComparisonDocument
    expect(json).toMatchObject({ schemaVersion: 1, planName: 'Shop', scenario: 'normal', unit: 'users' })
    expect(json.comparison?.verdict).toBe(candidate === '1.1' ? 'regressed' : 'notEnoughData')
  }
})

test('builds that were not searched, and options that mean nothing here, are refused', async () => {
  const unknown = await compare('1.0', '9.9')
  expect(unknown.code).toBe(2)
  expect(unknown.stderr).toContain('No search for capacity is of "9.9"')
  expect((await compare('1.0', '1.1', '--markdown')).code).toBe(2)
})
