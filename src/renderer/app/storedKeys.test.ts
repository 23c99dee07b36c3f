import { expect, test } from 'vitest'
import { storedKeysSchema } from './storedKeys.ts'

test('what was chosen is read again: one key, several, two after one another, none', () => {
  const stored = [
    { command: 'runs.star', keys: ['S', 'Alt+S'] },
    { command: 'app.keys', keys: ['Ctrl+K Ctrl+M'] },
    { command: 'tab.close', keys: ['Ctrl+W'] },
    { command: 'chart.zoomIn', keys: ['Ctrl++'] },
    { command: 'go.home', keys: [] },
  ]
  expect(storedKeysSchema.parse(stored)).toEqual(stored)
})

test.each([
  null,
  {},
  [{ command: 'runs.star' }],
  [{ command: '', keys: [] }],
  [{ command: 'runs.star', keys: 'S' }],
  [{ command: 'runs.star', keys: [''] }],
  [{ command: 'runs.star', keys: ['ctrl+s'] }],
  [{ command: 'runs.star', keys: ['Shift+Ctrl+S'] }],
  [{ command: 'runs.star', keys: ['A B C'] }],
  [{ command: 'runs.star', keys: ['Esc'] }],
  [{ command: 'runs.star', keys: ['Ctrl+C'] }],
  [{ command: 'runs.star', keys: ['x'.repeat(10_000)] }],
  [{ command: 'runs.star', keys: Array.from({ length: 6 }, () => 'S') }],
  [{ command: 'runs.star', keys: ['S'], run: 'alert(1)' }],
  Array.from({ length: 501 }, () => ({ command: 'x', keys: [] })),
  JSON.parse('{"__proto__":[{"command":"x","keys":[]}]}'),
])('what is damaged is refused: %#', (value) => {
  expect(storedKeysSchema.safeParse(value).success).toBe(false)
})
