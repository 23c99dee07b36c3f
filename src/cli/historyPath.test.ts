import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { historyIn, historyOfPlan, nearestHistory } from './historyPath.ts'
import { isRunOfPlan, planNameIn } from './planInHistory.ts'

let home: string
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'loadwright-home-')))
})
afterEach(() => rmSync(home, { recursive: true }))

function folder(name: string): string {
  const path = join(home, name)
  mkdirSync(path, { recursive: true })
  return path
}

function begin(name: string): string {
  const file = historyIn(folder(name))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
  return file
}

describe('the history of a plan', () => {
  test('is that of the nearest folder that has one, else one beside the plan', () => {
    const plan = join(folder('shop/perf/checkout'), 'a.plan.yaml')
    expect(historyOfPlan(plan)).toBe(historyIn(dirname(plan)))
    const top = begin('shop')
    expect(historyOfPlan(plan)).toBe(top)
    const nearer = begin('shop/perf')
    expect(historyOfPlan(plan)).toBe(nearer)
    const own = begin('shop/perf/checkout')
    expect(historyOfPlan(plan)).toBe(own)
  })

  test('is looked for no further than the repository, whose own counts', () => {
    begin('work')
    const inside = folder('work/shop/perf')
    folder('work/shop/.git')
    expect(nearestHistory(inside, home)).toBeNull()
    const own = begin('work/shop')
    expect(nearestHistory(inside, home)).toBe(own)
  })

  test('is never above the home of the user, also when that is a link', () => {
    begin('.')
    const user = folder('users/ada')
    symlinkSync(user, join(home, 'link'))
    expect(nearestHistory(folder('users/ada/perf'), user)).toBeNull()
    expect(nearestHistory(folder('users/ada/perf'), join(home, 'link'))).toBeNull()
    expect(nearestHistory(folder('users/ada/perf'), '/nowhere')).toBe(historyIn(home))
    const own = begin('users/ada')
    expect(nearestHistory(folder('users/ada/perf'), user)).toBe(own)
  })

  test('is not one that anybody could have laid out above', () => {
    const everybodys = folder('tmp')
    const laidOut = begin('tmp')
    chmodSync(everybodys, 0o1777)
    expect(nearestHistory(folder('tmp/mine'), home)).toBeNull()
    expect(nearestHistory(everybodys, home)).toBe(laidOut)
  })

  test('is not a folder of that name, and a folder that is missing has none', () => {
    folder('shop/.loadwright/history.db')
    expect(nearestHistory(folder('shop'), home)).toBeNull()
    expect(nearestHistory(join(home, 'missing', '__proto__'), home)).toBeNull()
  })
})

describe('a plan in a history', () => {
  const history = historyIn('/ws')

  test('is called by its path in the workspace, wherever the command was given', () => {
    expect(planNameIn(history, '/ws/perf/a.plan.yaml', 'a.plan.yaml')).toBe('perf/a.plan.yaml')
    expect(planNameIn(history, '/ws/..a.plan.yaml', '../ws/..a.plan.yaml')).toBe('..a.plan.yaml')
    expect(planNameIn(history, '/elsewhere/a.plan.yaml', '../elsewhere/a.plan.yaml')).toBe('../elsewhere/a.plan.yaml')
    expect(planNameIn('/data/runs.db', '/data/a.plan.yaml', './a.plan.yaml')).toBe('./a.plan.yaml')
  })

  test('is told from another of the same file name', () => {
    expect(isRunOfPlan(history, 'perf/a.plan.yaml', '/ws/perf/a.plan.yaml')).toBe(true)
    expect(isRunOfPlan(history, 'a.plan.yaml', '/ws/perf/a.plan.yaml')).toBe(false)
    expect(isRunOfPlan(history, 'perf/a.plan.yaml', '/ws/a.plan.yaml')).toBe(false)
    expect(isRunOfPlan('/data/runs.db', 'x/a.plan.yaml', '/ws/a.plan.yaml')).toBe(true)
  })

  test('is known by the names that were kept as written', () => {
    for (const written of ['ws/a.plan.yaml', '../ws/a.plan.yaml', './a.plan.yaml', '/ws/a.plan.yaml'])
      expect(isRunOfPlan(history, written, '/ws/a.plan.yaml')).toBe(true)
  })
})
