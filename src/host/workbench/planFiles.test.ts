/** Which files of a workspace are plans, and that nothing outside of it can be named. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findPlans, isPlanName, MOST_PLANS, resolvePlan } from './planFiles.ts'

let root: string
let workspace: string

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'loadwright-plans-')))
  workspace = join(root, 'workspace')
  mkdirSync(workspace)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(file: string, text = 'x'): string {
  const path = join(workspace, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

const names = async (): Promise<string[]> => (await findPlans(workspace)).plans.map(({ file }) => file)

test('plans are told by their names', () => {
  for (const name of [
    'a.plan.yaml',
    'a.plan.yml',
    'A.PLAN.YAML',
    'a.plan.ts',
    'a.plan.js',
    'a.plan.mjs',
    'a.plan.cts',
  ]) {
    expect(isPlanName(name)).toBe(true)
  }
  for (const name of ['plan.yaml', 'a.yaml', 'a.plan.yaml.bak', 'a.plan.tsx', 'a.plan', 'a.plan.yamlx'])
    expect(isPlanName(name)).toBe(false)
})

test('plans are found in folders, by name, with numbers as numbers; hidden folders and packages are left out', async () => {
  for (const file of [
    'b/10.plan.yaml',
    'b/9.plan.yaml',
    'a.plan.yaml',
    'node_modules/x/a.plan.yaml',
    'deep/node_modules/a.plan.yaml',
    '.git/a.plan.yaml',
    'other.yaml',
    'Ünï <img src=x onerror=alert(1)> \u202e.plan.yaml',
    '1/2/3/4/5/6/7/8/deepest.plan.yaml',
    '1/2/3/4/5/6/7/8/9/too-deep.plan.yaml',
  ])
    write(file)
  mkdirSync(join(workspace, 'a folder.plan.yaml'))
  expect(await names()).toEqual([
    '1/2/3/4/5/6/7/8/deepest.plan.yaml',
    'a.plan.yaml',
    'b/9.plan.yaml',
    'b/10.plan.yaml',
    'Ünï <img src=x onerror=alert(1)> \u202e.plan.yaml',
  ])
})

test('links are followed to files inside only', async () => {
  write('real/a.plan.yaml')
  writeFileSync(join(root, 'secret.plan.yaml'), 'x')
  mkdirSync(join(root, 'outside'))
  writeFileSync(join(root, 'outside', 'b.plan.yaml'), 'x')
  symlinkSync(join(root, 'secret.plan.yaml'), join(workspace, 'link.plan.yaml'))
  symlinkSync(join(root, 'outside'), join(workspace, 'linked'))
  symlinkSync(workspace, join(workspace, 'round'))
  symlinkSync(join(workspace, 'nowhere'), join(workspace, 'broken.plan.yaml'))
  symlinkSync(write('.env', 'PASSWORD=hunter2'), join(workspace, 'env.plan.yaml'))
  symlinkSync('self.plan.yaml', join(workspace, 'self.plan.yaml'))
  symlinkSync(join(workspace, 'real', 'a.plan.yaml'), join(workspace, 'current.plan.yaml'))
  expect(await names()).toEqual(['current.plan.yaml', 'real/a.plan.yaml'])
})

test('too many are cut off', async () => {
  for (let at = 0; at < MOST_PLANS + 5; at++) write(`${at}.plan.yaml`)
  expect(await names()).toHaveLength(MOST_PLANS)
})

test('a workspace that is gone has none', async () => {
  rmSync(workspace, { recursive: true })
  expect(await names()).toEqual([])
})

describe('a file that a client names', () => {
  test('inside is found', () => {
    const path = write('b/a.plan.yaml')
    expect(resolvePlan(workspace, 'b/a.plan.yaml')).toEqual({ ok: true, path })
    expect(resolvePlan(workspace, 'b/../b/./a.plan.yaml')).toEqual({ ok: true, path })
  })

  test('outside is refused, however it is written', () => {
    writeFileSync(join(root, 'secret.plan.yaml'), 'x')
    mkdirSync(join(root, 'workspace-2'))
    writeFileSync(join(root, 'workspace-2', 'a.plan.yaml'), 'x')
    symlinkSync(join(root, 'secret.plan.yaml'), join(workspace, 'link.plan.yaml'))
    symlinkSync(root, join(workspace, 'up'))
    for (const [file, why] of [
      ['../secret.plan.yaml', 'outside the workspace'],
      ['b/../../secret.plan.yaml', 'outside the workspace'],
      ['../workspace-2/a.plan.yaml', 'outside the workspace'],
      [join(root, 'secret.plan.yaml'), 'absolute path'],
      ['C:\\secret.plan.yaml', 'absolute path'],
      ['link.plan.yaml', 'a place outside the workspace'],
      ['up/secret.plan.yaml', 'a place outside the workspace'],
      ['a.plan.yaml\0.png', 'not a file name'],
    ] as const) {
      expect(resolvePlan(workspace, file)).toMatchObject({ ok: false, message: expect.stringContaining(why) as string })
    }
  })

  test('that is no plan, or not there, is refused in words', () => {
    write('.env', 'PASSWORD=hunter2')
    write('right.plan.yaml')
    mkdirSync(join(workspace, 'folder.plan.yaml'))
    expect(resolvePlan(workspace, '.env')).toMatchObject({
      ok: false,
      message: expect.stringContaining('is not a plan') as string,
    })
    expect(resolvePlan(workspace, 'rigth.plan.yaml')).toMatchObject({ ok: false, suggestion: 'right.plan.yaml' })
    expect(resolvePlan(workspace, 'folder.plan.yaml').ok).toBe(false)
    expect(resolvePlan(workspace, 'x'.repeat(10_000)).ok).toBe(false)
    const hostile = resolvePlan(workspace, '\u202e\u001b[31m<img src=x onerror=alert(1)>')
    expect(hostile).toMatchObject({ ok: false, message: expect.stringContaining('\\u202e\\u001b[31m') as string })
  })
})
