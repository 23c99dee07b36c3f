import { expect, test } from 'vitest'
import { sessionSchema, tabsOf } from './session.ts'

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

test.each([
  null,
  [],
  { tabs: [], active: 3 },
  { tabs: [{ kind: 'evil', params: {}, title: '', pinned: true }], active: null },
  { tabs: [{ kind: 'run', params: { run: 7 }, title: '', pinned: true }], active: null },
  { tabs: [{ kind: 'run', params: { run: 'x'.repeat(10_000) }, title: '', pinned: true }], active: null },
  { tabs: Array.from({ length: 101 }, () => ({ kind: 'home', params: {}, title: '', pinned: true })), active: null },
])('is no session: %#', (stored) => {
  expect(sessionSchema.safeParse(stored).success).toBe(false)
})
