import { expect, test } from 'vitest'
import { refusalOf } from './refusedKeys.ts'

test('keys that a browser keeps are refused in a browser, with what it does', () => {
  expect(refusalOf('Ctrl+W', true)).toBe('The browser keeps Ctrl+W for itself: it closes its tab.')
  for (const keys of ['Ctrl+T', 'Ctrl+N', 'Ctrl+Tab', 'Ctrl+PgDn']) {
    expect(refusalOf(keys, true)).toContain(keys)
    expect(refusalOf(keys, false)).toBeNull()
  }
})

test('keys that mean the same everywhere are refused everywhere', () => {
  for (const keys of ['Ctrl+C', 'Tab', 'Enter', 'Esc', 'F5', 'Shift+Left', 'Ctrl+Down', 'Up'])
    for (const isInBrowser of [true, false]) expect(refusalOf(keys, isInBrowser)).toContain(keys)
})

test('all others may be had', () => {
  for (const keys of [
    'S',
    '?',
    'Alt+W',
    'Ctrl+Shift+P',
    'F2',
    'End',
    'Alt+Left',
    'Ctrl+Alt+Z',
    'constructor',
    '__proto__',
  ])
    expect(refusalOf(keys, true)).toBeNull()
})
