import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
import { PART_SIZES, useWindowParts } from './windowParts.ts'

const KEY = 'loadwright:parts'
let kept: Map<string, string>
beforeEach(() => {
  kept = new Map()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  })
  setActivePinia(createPinia())
})
afterEach(() => vi.unstubAllGlobals())

test('both are hidden at first', () => {
  const { side, panel, tab } = useWindowParts()
  expect([side, panel, tab]).toEqual([
    { isOpen: false, px: PART_SIZES.side.first },
    { isOpen: false, px: PART_SIZES.panel.first },
    'problems',
  ])
})

test('what is open, how large, and what the panel shows is there at the next start', async () => {
  const parts = useWindowParts()
  parts.setOpen('side', true)
  parts.resize('side', 321.4)
  parts.resize('panel', 500)
  parts.tab = 'errors'
  await nextTick()
  setActivePinia(createPinia())
  const again = useWindowParts()
  expect([again.side, again.panel, again.tab]).toEqual([
    { isOpen: true, px: 321 },
    { isOpen: false, px: 500 },
    'errors',
  ])
})

test('the inspector shows itself when there is something to tell, until somebody has shown or hidden it', async () => {
  const parts = useWindowParts()
  parts.suggestInspector()
  expect(parts.inspector.isOpen).toBe(true)
  parts.setOpen('inspector', false)
  parts.suggestInspector()
  expect(parts.inspector.isOpen).toBe(false)
  await nextTick()
  setActivePinia(createPinia())
  const again = useWindowParts()
  again.suggestInspector()
  expect(again.inspector.isOpen).toBe(false)
})

test('what a version without an inspector has kept holds', () => {
  kept.set(KEY, '{"side":{"isOpen":true,"px":200},"panel":{"isOpen":false,"px":200},"tab":"log"}')
  const { side, inspector } = useWindowParts()
  expect(side).toEqual({ isOpen: true, px: 200 })
  expect(inspector).toEqual({ isOpen: false, px: PART_SIZES.inspector.first, isChosen: false })
})

test('none is made so small that it is lost, nor so large that nothing else is seen', () => {
  const parts = useWindowParts()
  parts.resize('side', -5)
  parts.resize('panel', Infinity)
  expect([parts.side.px, parts.panel.px]).toEqual([PART_SIZES.side.least, PART_SIZES.panel.most])
})

test.each([
  '',
  '{',
  'null',
  '{"side":{"isOpen":true,"px":1e9},"panel":{"isOpen":true,"px":200},"tab":"log"}',
  '{"side":{"isOpen":true,"px":null},"panel":{"isOpen":true,"px":200},"tab":"log"}',
  '{"side":{"isOpen":true,"px":200},"panel":{"isOpen":true,"px":200},"tab":"<img src=x onerror=alert(1)>"}',
  '{"__proto__":{"side":{"isOpen":true,"px":200}}}',
])('what was tampered with is as if there were nothing: %s', (text) => {
  kept.set(KEY, text)
  expect(useWindowParts().side.isOpen).toBe(false)
})
