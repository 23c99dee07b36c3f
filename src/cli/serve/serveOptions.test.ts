import { expect, test } from 'vitest'
import { ask } from '../testing/commandLine.ts'
import { readServeOptions } from './serveOptions.ts'

const FLAGS = { port: '8089', host: '127.0.0.1', open: true }

test('folders are those of where one is', () => {
  const options = readServeOptions('plans', { ...FLAGS, history: 'a/b.db' }, { cwd: '/srv' })
  expect(options).toEqual({
    workspace: '/srv/plans',
    port: 8089,
    host: '127.0.0.1',
    readOnly: false,
    open: true,
    historyFile: '/srv/a/b.db',
    json: false,
  })
})

test.each(['0', '80', '65535'])('port %s', (port) => {
  expect(readServeOptions('.', { ...FLAGS, port }, { cwd: '/' }).port).toBe(Number(port))
})

test.each(['', '-1', '65536', '80a', '1e3', ' 80', '8'.repeat(10_000)])('no port: %s', async (port) => {
  const { code, stderr } = await ask(['serve', `--port=${port}`])
  expect(code).toBe(2)
  expect(stderr).toMatch(/^error: --port: .* is no port\./)
  expect(stderr.length).toBeLessThan(400)
})

test('brackets of IPv6 belong to URLs', () => {
  expect(readServeOptions('.', { ...FLAGS, host: '[::1]' }, { cwd: '/' }).host).toBe('::1')
})

test.each(['', 'a b', 'http://127.0.0.1', '127.0.0.1\r\nX: y', '\u202eevil', '<img>', 'x'.repeat(10_000)])(
  'no host: %s',
  async (host) => {
    const { code, stderr } = await ask(['serve', `--host=${host}`])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: --host: .* is neither an address nor a name\./)
    expect(stderr).not.toMatch(/\r|\u202e/)
  },
)

test('a folder that is none, and a history of another kind, are wrong usage', async () => {
  const none = await ask(['serve', '/nowhere/at all'])
  expect(none.code).toBe(2)
  expect(none.stderr).toContain('/nowhere/at all')
  const file = await ask(['serve', '--history', import.meta.filename])
  expect(file.code).toBe(2)
  expect(file.stderr).toContain('is not a history of Loadwright')
})
