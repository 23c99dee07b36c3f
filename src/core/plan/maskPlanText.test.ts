import { expect, test } from 'vitest'
import { maskPlanText } from './maskPlanText.ts'

test.each([
  [
    'values and defaults',
    'name: a\nsecrets:\n  password: ${PW:-hunter2}\n  token: "hunter3"\nvariables: { a: b }\n',
    'name: a\nsecrets:\n  password: •••\n  token: •••\nvariables: { a: b }\n',
  ],
  ['flow style', 'secrets: { a: hunter2, "b": \'hunter3\' }\nname: x', 'secrets: { a: •••, "b": ••• }\nname: x'],
  [
    'comments',
    'secrets:\n  a: hunter2 # was hunter1\n  # b: hunter0\n  c: hunter3\nname: x # kept',
    'secrets:\n  a: •••\n  •••\n  c: •••\nname: x # kept',
  ],
  ['a value cut by #', 'secrets:\n  a: pa #hunter2\n', 'secrets:\n  a: •••\n'],
  [
    'several lines',
    'secrets:\n  a: |\n    hunter1\n    hunter2\n  b: "hunter\n    three"\nname: x',
    'secrets:\n  a: •••\n\n\n  b: •••\n\nname: x',
  ],
  ['a list', 'secrets: [ hunter2 ]', 'secrets: •••'],
  ['a text', 'secrets: hunter2', 'secrets: •••'],
  ['a map in a map', 'secrets: { a: { b: hunter2 } }', 'secrets: { a: ••• }'],
  ['an alias', 'x: &pw hunter2\nsecrets: { a: *pw }', 'x: &pw •••\nsecrets: { a: ••• }'],
  ['an alias of all', 'x: &all { a: hunter2 }\nsecrets: *all', 'x: &all { a: ••• }\nsecrets: *all'],
  ['an anchor', 'secrets: { a: &pw hunter2 }\nx: *pw', 'secrets: { a: &pw ••• }\nx: *pw'],
  ['two blocks', 'secrets: { a: hunter2 }\nsecrets: { b: hunter3 }', 'secrets: { a: ••• }\nsecrets: { b: ••• }'],
  ['a quoted key', '"secrets":\n  a: hunter2', '"secrets":\n  a: •••'],
  ['a second document', 'a: 1\n---\nsecrets: { a: hunter2 }', 'a: 1\n---\nsecrets: { a: ••• }'],
  ['windows lines', 'secrets:\r\n  a: hunter2\r\nname: x\r\n', 'secrets:\r\n  a: •••\r\nname: x\r\n'],
  ['no secrets', 'name: a\nvariables: { secrets: b }', 'name: a\nvariables: { secrets: b }'],
  ['nothing', '', ''],
])('%s', (_, text, expected) => {
  expect(maskPlanText(text)).toBe(expected)
})

test.each([
  'secrets:\n  a: "hunter2\nname: x\n',
  'secrets: { a: hunter2\nname: x\n',
  'secrets:\n  a: hunter2\n b: hunter3\nname: [',
  'name: {{x\nsecrets:\n  - hunter2\n  a: hunter3: hunter4\n',
  'secrets:\n\ta: hunter2\n',
  'secrets:\n  a: |\n    hunter2\n  b: @hunter3\n',
  'a: [\nsecrets:\n  b: hunter2',
])('broken YAML hides its secrets: %j', (text) => {
  const masked = maskPlanText(text)
  expect(masked).not.toContain('hunter')
  expect(masked.split('\n')).toHaveLength(text.split('\n').length)
})

test('deep nesting is masked line by line', () => {
  expect(maskPlanText(`secrets:\n  a: hunter2\nb: ${'['.repeat(10_000)}`)).not.toContain('hunter')
})
