import { expect, test } from 'vitest'
import { acceleratorOf } from './accelerator.ts'

test.each([
  ['Ctrl+Shift+P', 'CmdOrCtrl+Shift+P'],
  ['Ctrl+Alt+Shift+F12', 'CmdOrCtrl+Alt+Shift+F12'],
  ['Alt+PgDn', 'Alt+PageDown'],
  ['Del', 'Delete'],
  ['Ctrl++', 'CmdOrCtrl+Plus'],
  ['+', 'Plus'],
  ['Ctrl+,', 'CmdOrCtrl+,'],
  ['Ctrl+\\', 'CmdOrCtrl+\\'],
  ['?', '?'],
  ['F1', 'F1'],
])('%s is %s', (keys, accelerator) => {
  expect(acceleratorOf(keys)).toBe(accelerator)
})

test.each([
  '',
  'Ctrl',
  'Ctrl+',
  'Ctrl+K Ctrl+S',
  'Ctrl+Ä',
  'Meta+P',
  'F25',
  '__proto__',
  'constructor+P',
  'x'.repeat(60),
])('no menu shows %s', (keys) => {
  expect(acceleratorOf(keys)).toBeNull()
})
