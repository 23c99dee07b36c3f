import { expect, test } from 'vitest'
import { isTyping, normalKeys, pressedKeys, shownKeys, type PressedKey } from './keys.ts'

function press(key: string, modifiers = ''): PressedKey {
  return {
    key,
    ctrlKey: modifiers.includes('c'),
    metaKey: modifiers.includes('m'),
    altKey: modifiers.includes('a'),
    shiftKey: modifiers.includes('s'),
  }
}

test.each([
  ['Shift+Ctrl+p', 'Ctrl+Shift+P'],
  ['ctrl+,', 'Ctrl+,'],
  ['Ctrl++', 'Ctrl++'],
  ['+', '+'],
  ['F6', 'F6'],
  ['Alt+ArrowLeft', 'Alt+Left'],
  ['Ctrl+PageDown', 'Ctrl+PgDn'],
  ['?', '?'],
])('%s is spelled %s', (keys, normal) => {
  expect(normalKeys(keys)).toBe(normal)
})

test.each([
  [press('P', 'cs'), 'Ctrl+Shift+P'],
  [press('p', 'c'), 'Ctrl+P'],
  [press('ArrowLeft', 'a'), 'Alt+Left'],
  [press(' '), 'Space'],
  // Where the sign is on the keyboard is the keyboard's business.
  [press('?', 's'), '?'],
  [press('+', 's'), '+'],
  [press('Enter', 'cs'), 'Ctrl+Shift+Enter'],
  [press(' ', 's'), 'Shift+Space'],
  [press('Control', 'c'), null],
  [press('Dead'), null],
])('what is pressed has the same spelling: %o', (event, normal) => {
  expect(pressedKeys(event, false)).toBe(normal)
})

test('on a Mac ⌘ stands for Ctrl, and Ctrl for itself only', () => {
  expect(pressedKeys(press('p', 'm'), true)).toBe('Ctrl+P')
  expect(pressedKeys(press('p', 'c'), true)).toBe('P')
  expect(pressedKeys(press('p', 'm'), false)).toBe('P')
})

test('what types belongs to text fields', () => {
  expect(['?', 'M', 'Shift+A', 'Space', '+', 'Del', 'Left'].map(isTyping)).toEqual(Array(7).fill(true))
  expect(['Ctrl+P', 'Alt+W', 'F6', 'Shift+F6', 'Ctrl++'].map(isTyping)).toEqual(Array(5).fill(false))
})

test('keys are shown as the keyboard names them', () => {
  expect(shownKeys('Ctrl+Shift+P', false)).toEqual(['Ctrl', 'Shift', 'P'])
  expect(shownKeys('Ctrl+Shift+P', true)).toEqual(['⌘', '⇧', 'P'])
  expect(shownKeys('Ctrl++', false)).toEqual(['Ctrl', '+'])
  expect(shownKeys('+', false)).toEqual(['+'])
  expect(shownKeys('Shift+ArrowLeft', false)).toEqual(['Shift', '←'])
  expect(shownKeys('constructor', true)).toEqual(['constructor'])
})
