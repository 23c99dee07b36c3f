import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, test } from 'vitest'
import { useTabs } from './tabs.ts'

beforeEach(() => setActivePinia(createPinia()))

function ids(): string[] {
  return useTabs().tabs.map((tab) => tab.id)
}

test('a view that is open is shown again, with what is asked for now', () => {
  const tabs = useTabs()
  tabs.open('run', { run: 'a' }, { title: 'shop', pinned: true })
  tabs.open('home')
  tabs.open('run', { run: 'a', section: 'errors' })
  expect(ids()).toEqual(['run:a', 'home'])
  expect(tabs.activeTab).toMatchObject({ id: 'run:a', title: 'shop', params: { run: 'a', section: 'errors' } })
  // Without anything said it is as it was left.
  tabs.open('run', { run: 'a' })
  expect(tabs.activeTab?.params).toEqual({ run: 'a', section: 'errors' })
})

test('a preview gives its place to the next one; what is pinned stays', () => {
  const tabs = useTabs()
  tabs.open('home')
  tabs.open('run', { run: 'a' })
  tabs.open('run', { run: 'b' })
  expect(ids()).toEqual(['home', 'run:b'])
  tabs.pin('run:b')
  tabs.open('run', { run: 'c' })
  expect(ids()).toEqual(['home', 'run:b', 'run:c'])
  tabs.setDirty('run:c', true)
  tabs.open('run', { run: 'd' })
  expect(ids()).toEqual(['home', 'run:b', 'run:c', 'run:d'])
})

test('closing goes back to where one came from', () => {
  const tabs = useTabs()
  for (const kind of ['home', 'runs', 'plan', 'settings'] as const) tabs.open(kind)
  tabs.activate('runs')
  tabs.activate('settings')
  tabs.close('settings')
  expect(tabs.active).toBe('runs')
  tabs.close('home')
  expect(tabs.active).toBe('runs')
  tabs.close('runs')
  expect(tabs.active).toBe('plan')
  tabs.close('plan')
  expect(tabs.active).toBeNull()
  tabs.close('plan')
  expect(ids()).toEqual([])
})

test('what was closed can be had back, last first', () => {
  const tabs = useTabs()
  tabs.open('home')
  tabs.open('run', { run: 'a', section: 'errors' }, { title: 'shop', pinned: true })
  tabs.close('run:a')
  tabs.close('home')
  tabs.reopen()
  tabs.reopen()
  tabs.reopen()
  expect(ids()).toEqual(['home', 'run:a'])
  expect(tabs.activeTab).toMatchObject({ title: 'shop', pinned: true, params: { run: 'a', section: 'errors' } })
})

test('all others are closed, but for what is not saved', () => {
  const tabs = useTabs()
  for (const kind of ['home', 'runs', 'plan'] as const) tabs.open(kind)
  tabs.setDirty('runs', true)
  tabs.closeOthers('home')
  expect(ids()).toEqual(['home', 'runs'])
})

test('tabs are moved, and stepped through round the ends', () => {
  const tabs = useTabs()
  for (const kind of ['home', 'runs', 'plan'] as const) tabs.open(kind)
  tabs.move('plan', 0)
  expect(ids()).toEqual(['plan', 'home', 'runs'])
  tabs.move('plan', 99)
  expect(ids()).toEqual(['home', 'runs', 'plan'])
  tabs.move('nothing', 0)
  tabs.shift('plan', 1)
  tabs.shift('home', -1)
  tabs.shift('nothing', -1)
  expect(ids()).toEqual(['home', 'runs', 'plan'])
  tabs.shift('home', 1)
  expect(ids()).toEqual(['runs', 'home', 'plan'])
  tabs.shift('home', -1)
  tabs.step(1)
  expect(tabs.active).toBe('home')
  tabs.step(-1)
  expect(tabs.active).toBe('plan')
})

test('a view says what its link holds', () => {
  const tabs = useTabs()
  const id = tabs.open('run', { run: 'a' })
  tabs.setParams(id, { run: 'a', section: 'latency', endpoint: '' })
  expect(tabs.activeTab?.params).toEqual({ run: 'a', section: 'latency' })
  tabs.setTitle(id, '<img src=x onerror=alert(1)>')
  tabs.setTitle('nothing', 'x')
  expect(tabs.activeTab?.title).toBe('<img src=x onerror=alert(1)>')
})

test('stepping without tabs does nothing', () => {
  useTabs().step(1)
  expect(useTabs().active).toBeNull()
})

/** What each group has, from left to right; the tab that it shows with a star, the active one with two. */
function sides(): string[][] {
  const { groups, tabsIn, active } = useTabs()
  return groups.map(({ id, shown }) =>
    tabsIn(id).map((tab) => `${tab.kind}${tab.id === shown ? '*' : ''}${tab.id === active ? '*' : ''}`),
  )
}

describe('two groups', () => {
  test('a view is shown a second time beside itself, and each goes on by itself', () => {
    const tabs = useTabs()
    tabs.open('home')
    const left = tabs.open('run', { run: 'a', section: 'errors' }, { title: 'shop' })
    tabs.split()
    expect(sides()).toEqual([['home', 'run*'], ['run**']])
    const right = tabs.active ?? ''
    expect(right).not.toBe(left)
    expect(tabs.activeTab).toMatchObject({ title: 'shop', params: { run: 'a', section: 'errors' }, pinned: true })
    tabs.setParams(right, { run: 'a', section: 'latency' })
    expect(tabs.tabs.map(({ params }) => params['section'])).toEqual([undefined, 'errors', 'latency'])
    // There are two at most; the same view is there already.
    tabs.activate(left)
    tabs.split()
    expect(sides()).toEqual([['home', 'run*'], ['run**']])
    expect(tabs.activeTab?.params).toEqual({ run: 'a', section: 'errors' })
  })

  test('what is opened is shown where it is, else on the side that is worked with', () => {
    const tabs = useTabs()
    tabs.open('home')
    tabs.open('runs')
    tabs.split()
    tabs.open('home')
    expect(sides()).toEqual([['home**', 'runs'], ['runs*']])
    tabs.activateGroup(1)
    tabs.open('run', { run: 'a' })
    tabs.open('run', { run: 'b' })
    expect(sides()).toEqual([
      ['home*', 'runs'],
      ['runs', 'run**'],
    ])
    tabs.step(1)
    tabs.shift('runs#1', 1)
    expect(sides()).toEqual([
      ['home*', 'runs'],
      ['run', 'runs**'],
    ])
    tabs.closeOthers('runs#1')
    expect(sides()).toEqual([['home*', 'runs'], ['runs**']])
  })

  test('the last tab of a group takes the group with it, whichever it is', () => {
    const tabs = useTabs()
    tabs.open('home')
    tabs.split()
    tabs.close('home')
    expect(sides()).toEqual([['home**']])
    expect(tabs.isSplit).toBe(false)
    // The one that is left is on the left now.
    tabs.open('runs')
    tabs.split()
    expect(sides()).toEqual([['home', 'runs*'], ['runs**']])
    tabs.close(tabs.active ?? '')
    expect(sides()).toEqual([['home', 'runs**']])
    tabs.close(tabs.active ?? '')
    tabs.close(tabs.active ?? '')
    expect([sides(), tabs.active]).toEqual([[[]], null])
    tabs.split()
    tabs.reopen()
    expect(sides()).toEqual([['home**']])
  })

  test('a tab is moved to the other side, in place of the same view there; the only tab of all stays', () => {
    const tabs = useTabs()
    tabs.open('home')
    tabs.moveOver('home')
    expect(sides()).toEqual([['home**']])
    tabs.open('run', { run: 'a', section: 'errors' })
    tabs.moveOver('run:a')
    expect(sides()).toEqual([['home*'], ['run**']])
    expect(tabs.closed).toEqual([])
    tabs.activateGroup(0)
    tabs.open('plan')
    tabs.open('runs')
    tabs.split()
    tabs.activateGroup(0)
    tabs.moveOver('runs')
    expect(sides()).toEqual([
      ['home', 'plan*'],
      ['run', 'runs**'],
    ])
    tabs.moveOver('nothing')
    tabs.activateGroup(0)
    tabs.close('plan')
    tabs.moveOver('home')
    expect(sides()).toEqual([['run', 'runs', 'home**']])
  })
})
