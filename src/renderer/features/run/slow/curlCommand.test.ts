/** Commands are given to a real shell: what curl would get is exactly what was sent, whatever is in it. */
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { curlCommand } from './curlCommand.ts'

const HOSTILE = [
  `'; touch /tmp/owned; '`,
  '$(id)',
  '`id`',
  '"; id; "',
  '\\',
  "\\'",
  '!!',
  '-o /etc/passwd',
  '@/etc/passwd',
  '<img src=x onerror=alert(1)>',
  '\u202eabc\u2066',
  'a'.repeat(10_000),
]

/** The arguments that the shell would start curl with. */
function argumentsOf(command: string): string[] {
  const output = execFileSync('/bin/sh', ['-c', `curl() { printf '%s\\0' "$@"; }\n${command}`], { encoding: 'utf8' })
  return output.split('\0').slice(0, -1)
}

const request = {
  method: 'POST',
  url: 'http://shop.test/',
  headers: [] as [string, string][],
  body: null as string | null,
}

test.each(HOSTILE)('%s stays what it is in address, header and body', (text) => {
  const made = curlCommand({ ...request, url: `http://shop.test/${text}`, headers: [['x-a', text]], body: text })!
  expect(argumentsOf(made.text)).toEqual([
    '--globoff',
    '--url',
    `http://shop.test/${text}`,
    '--request',
    'POST',
    '--header',
    `x-a: ${text}`,
    '--data-raw',
    text,
  ])
})

test('bodies of any kind, but for null characters, which are said', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (body) => {
      const made = curlCommand({ ...request, body })!
      expect(argumentsOf(made.text).at(-1)).toBe(body.replaceAll('\0', ''))
    }),
    { numRuns: 25 },
  )
  const made = curlCommand({ ...request, body: 'a\0b\nc' })!
  expect(argumentsOf(made.text).at(-1)).toBe('ab\nc')
  expect(made.notes).toEqual(['Null characters of the body were left out: no argument can have them.'])
})

test('headers that are none are left out, as are those that curl makes itself', () => {
  const made = curlCommand({
    ...request,
    headers: [
      ['@/etc/passwd', 'x'],
      ['x-split', 'a\r\nevil: 1'],
      ['Content-Length', '3'],
      ['x-empty', ''],
      ['accept-encoding', 'gzip'],
    ],
  })!
  expect(made.text).not.toMatch(/passwd|evil|Content-Length/)
  expect(argumentsOf(made.text).slice(5)).toEqual([
    '--header',
    'x-empty;',
    '--header',
    'accept-encoding: gzip',
    '--compressed',
  ])
  expect(made.notes).toEqual(['Headers that no shell command can carry were left out.'])
})

test('masked secrets are told', () => {
  const made = curlCommand({ ...request, headers: [['authorization', 'Bearer •••']] })!
  expect(made.notes).toEqual(['Secrets are masked as •••: put them in.'])
})

test('what curl cannot send has no command', () => {
  for (const url of ['ws://a/', 'file:///etc/passwd', 'javascript:alert(1)', 'http://a/\nb', ''])
    expect(curlCommand({ ...request, url })).toBeNull()
  expect(curlCommand({ ...request, method: 'GET; id' })).toBeNull()
  expect(curlCommand({ ...request, method: 'HEAD' })!.text).toContain('--head')
})
