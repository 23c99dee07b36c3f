import { describe, expect, test } from 'vitest'
import { parseSteering } from './steering.ts'

describe('what comes over a border', () => {
  test.each<[unknown, unknown]>([
    [
      { type: 'setUsers', users: 5 },
      { type: 'setUsers', users: 5, perS: null },
    ],
    [
      { type: 'setUsers', users: 5, perS: 0.5 },
      { type: 'setUsers', users: 5, perS: 0.5 },
    ],
    [
      { type: 'addUsers', users: -5 },
      { type: 'addUsers', users: -5 },
    ],
    [
      { type: 'setRate', perS: 0.1 },
      { type: 'setRate', perS: 0.1 },
    ],
    [
      { type: 'mark', text: '  a text ' },
      { type: 'mark', text: 'a text' },
    ],
    [{ type: 'pause' }, { type: 'pause' }],
    [{ type: 'stopNow' }, { type: 'stopNow' }],
  ])('%j', (message, action) => {
    expect(parseSteering(message)).toEqual({ action })
  })

  test.each<unknown>([
    null,
    7,
    'pause',
    [],
    {},
    { type: 'explode' },
    { type: 'setUsers' },
    { type: 'setUsers', users: 1.5 },
    { type: 'setUsers', users: -1 },
    { type: 'setUsers', users: 1e9 },
    { type: 'setUsers', users: Number.NaN },
    { type: 'setUsers', users: '5' },
    { type: 'setUsers', users: 5, perS: 0 },
    { type: 'setRate', perS: Infinity },
    { type: 'scaleRate', factor: 0 },
    { type: 'scaleRate', factor: -1 },
    { type: 'mark', text: '   ' },
    { type: 'mark', text: 'x'.repeat(201) },
    { type: 'pause', now: true },
    JSON.parse('{"type":"pause","__proto__":{"x":1}}'),
  ])('refused in a sentence: %j', (message) => {
    expect(parseSteering(message)).toEqual({ reason: expect.stringMatching(/^.{10,200}\.$/) })
  })
})
