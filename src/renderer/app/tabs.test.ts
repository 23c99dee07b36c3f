import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
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
