import { expect, test } from 'vitest'
import { createPinia, setActivePinia } from 'pinia'
import { groupsOf, sessionSchema, tabsOf } from './session.ts'
import { useTabs } from './tabs.ts'

test('what was open is open again, each view once', () => {
  const session = sessionSchema.parse({
    tabs: [
      { kind: 'home', params: {}, title: 'Home', pinned: true },
      { kind: 'run', params: { run: 'a', section: 'errors' }, title: 'shop', pinned: false },
      { kind: 'run', params: { run: 'a' }, title: 'again', pinned: true },
      { kind: 'run', params: {}, title: 'of nothing', pinned: true },
    ],
    active: 'run:a',
  })
  expect(tabsOf(session).map(({ id, title, dirty }) => ({ id, title, dirty }))).toEqual([
    { id: 'home', title: 'Home', dirty: false },
    { id: 'run:a', title: 'shop', dirty: false },
  ])
})

test('a parameter that is too long is lost, and nothing else', () => {
  setActivePinia(createPinia())
  const long = 'x'.repeat(2001)
  const tab = { title: '', pinned: true }
  const session = sessionSchema.parse({
    tabs: [
      { ...tab, kind: 'run', params: { run: 'a', section: 'timeline', hide: long, [long]: 'b' } },
      { ...tab, kind: 'run', params: { run: long } },
      { ...tab, kind: 'runs', params: { find: long.slice(1) } },
    ],
    active: `run:${long}`,
    groups: [{ id: 0, shown: `run:${long}` }],
  })
  const tabs = useTabs()
  tabs.restore(tabsOf(session), groupsOf(session), session.active)
  expect(tabs.tabs.map(({ params }) => params)).toEqual([{ run: 'a', section: 'timeline' }, { find: long.slice(1) }])
  expect(tabs.active).toBe('run:a')
})

test('however many were open: each is there', () => {
  const runs = Array.from({ length: 150 }, (_, place) => `run-${place}`)
  const session = sessionSchema.parse({
    tabs: runs.map((run) => ({ kind: 'run', params: { run }, title: run, pinned: true })),
    active: null,
  })
  expect(tabsOf(session).map(({ title }) => title)).toEqual(runs)
})

test('two groups are two again, each on its view; groups without tabs are none', () => {
  setActivePinia(createPinia())
  const tab = { params: {}, title: '', pinned: true }
  const session = sessionSchema.parse({
    tabs: [
      { ...tab, kind: 'home', group: 0 },
      { ...tab, kind: 'runs', group: 1 },
      { ...tab, kind: 'home', group: 1 },
    ],
    active: 'home',
    groups: [
      { id: 1, shown: '<img src=x onerror=alert(1)>' },
      { id: 1, shown: 'home#1' },
    ],
  })
  const tabs = useTabs()
  tabs.restore(tabsOf(session), groupsOf(session), session.active)
  expect(tabs.groups).toEqual([
    { id: 1, shown: 'home#1' },
    { id: 0, shown: 'home' },
  ])
  expect(tabs.active).toBe('home')
  const one = sessionSchema.parse({
    tabs: [{ ...tab, kind: 'plan', group: 1 }],
    active: null,
    groups: [{ id: 0, shown: null }],
  })
  tabs.restore(tabsOf(one), groupsOf(one), one.active)
  expect([tabs.groups, tabs.active]).toEqual([[{ id: 1, shown: 'plan#1' }], 'plan#1'])
  const none = sessionSchema.parse({ tabs: [], active: 'x', groups: [{ id: 1, shown: null }] })
  tabs.restore(tabsOf(none), groupsOf(none), none.active)
  expect([tabs.groups, tabs.active]).toEqual([[{ id: 0, shown: null }], null])
})

test.each([
  null,
  [],
  { tabs: [], active: 3 },
  { tabs: [], active: null, groups: [{ id: 2, shown: null }] },
  { tabs: [{ kind: 'home', params: {}, title: '', pinned: true, group: '__proto__' }], active: null },
  { tabs: [{ kind: 'evil', params: {}, title: '', pinned: true }], active: null },
  { tabs: [{ kind: 'run', params: { run: 7 }, title: '', pinned: true }], active: null },
])('is no session: %#', (stored) => {
  expect(sessionSchema.safeParse(stored).success).toBe(false)
})
