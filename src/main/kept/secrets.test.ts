import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openSecrets, PATIENCE_MS, type Keyring } from './secrets.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-secrets-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})

const KEYRING: Keyring = {
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  encryptStringAsync: (text) => Promise.resolve(Buffer.from(text).reverse()),
  decryptStringAsync: (encrypted) =>
    Promise.resolve({ shouldReEncrypt: false, result: Buffer.from(encrypted).reverse().toString() }),
}
const never = () => new Promise<never>(() => {})

/** Two are kept; then the keyring is another. */
async function openKept(keyring: Partial<Keyring>) {
  const before = openSecrets(folder, KEYRING, () => {})
  await before.keep('TOKEN', 'abc')
  await before.keep('PASSWORD', 'def')
  const told: string[] = []
  return { told, secrets: openSecrets(folder, { ...KEYRING, ...keyring }, (sentence) => told.push(sentence)) }
}

test('what was kept is read again', async () => {
  const { secrets, told } = await openKept({})
  expect(secrets.names()).toEqual(['PASSWORD', 'TOKEN'])
  expect(await secrets.values()).toEqual({ TOKEN: 'abc', PASSWORD: 'def' })
  expect(told).toEqual([])
})

test('a keyring that never answers is given up, and is not waited for again until it answers', async () => {
  vi.useFakeTimers()
  const available = Promise.withResolvers<boolean>()
  const { secrets } = await openKept({ isAsyncEncryptionAvailable: () => available.promise })
  const reads = expect(secrets.values()).rejects.toThrow('does not answer')
  await vi.advanceTimersByTimeAsync(PATIENCE_MS)
  await reads
  const obstacle = secrets.obstacle()
  const keeps = expect(secrets.keep('OTHER', 'x')).rejects.toThrow('does not answer')
  await vi.advanceTimersByTimeAsync(0)
  expect(await obstacle).toContain('does not answer')
  await keeps

  let answers = 0
  secrets.onAnswering(() => answers++)
  available.resolve(true)
  expect(await secrets.values()).toEqual({ TOKEN: 'abc', PASSWORD: 'def' })
  expect([answers, await secrets.obstacle()]).toEqual([1, null])
})

test('a keyring that hangs while it decrypts is given up as well', async () => {
  vi.useFakeTimers()
  const { secrets } = await openKept({ decryptStringAsync: never })
  const reads = expect(secrets.values()).rejects.toThrow('does not answer')
  await vi.advanceTimersByTimeAsync(PATIENCE_MS)
  await reads
})

test('a keyring that fails is an obstacle, never an error', async () => {
  const { secrets, told } = await openKept({
    isAsyncEncryptionAvailable: () => Promise.reject(new Error('org.freedesktop.DBus.Error')),
  })
  expect(await secrets.obstacle()).toContain('does not offer encryption')
  expect(told).toEqual([expect.stringContaining('org.freedesktop.DBus.Error')])
  await expect(secrets.values()).rejects.toThrow('does not offer encryption')
  const throwing = openSecrets(
    folder,
    {
      ...KEYRING,
      isAsyncEncryptionAvailable() {
        throw new Error('not ready')
      },
    },
    () => {},
  )
  expect(await throwing.obstacle()).toContain('does not offer encryption')
})

test('where nothing is kept the keyring is not asked', async () => {
  const secrets = openSecrets(folder, { ...KEYRING, isAsyncEncryptionAvailable: never }, () => {})
  expect(await secrets.values()).toEqual({})
})

test('one that cannot be decrypted is named, the others are read', async () => {
  const { secrets, told } = await openKept({
    decryptStringAsync: (encrypted) =>
      encrypted.toString() === 'cba' ? Promise.reject(new Error('no')) : KEYRING.decryptStringAsync(encrypted),
  })
  expect(await secrets.values()).toEqual({ PASSWORD: 'def' })
  expect(told).toEqual(['The kept secret TOKEN cannot be decrypted on this system. Set it again.'])
})

test('a failure to encrypt is a sentence, and nothing is kept', async () => {
  const { secrets } = await openKept({ encryptStringAsync: () => Promise.reject(new Error('the key is gone')) })
  await expect(secrets.keep('OTHER', 'x')).rejects.toThrow('The system did not encrypt it: the key is gone')
  expect(secrets.names()).toEqual(['PASSWORD', 'TOKEN'])
})

test('what was encrypted with an older key is encrypted anew, once', async () => {
  const asked: string[] = []
  const { secrets, told } = await openKept({
    decryptStringAsync(encrypted) {
      asked.push(encrypted.toString())
      const isOld = !encrypted.toString().startsWith('new ')
      const text = isOld ? encrypted : encrypted.subarray(4)
      return Promise.resolve({ shouldReEncrypt: isOld, result: Buffer.from(text).reverse().toString() })
    },
    encryptStringAsync: (text) => Promise.resolve(Buffer.concat([Buffer.from('new '), Buffer.from(text).reverse()])),
  })
  const values = { TOKEN: 'abc', PASSWORD: 'def' }
  expect([await secrets.values(), await secrets.values()]).toEqual([values, values])
  expect([asked.toSorted(), told]).toEqual([['cba', 'fed', 'new cba', 'new fed'], []])
})

test.runIf(process.platform === 'linux')('a key that everybody knows is no keyring', async () => {
  const { secrets } = await openKept({ encryptStringAsync: (text) => Promise.resolve(Buffer.from(`v10${text}`)) })
  expect(await secrets.obstacle()).toContain('There is no keyring')
  await expect(secrets.keep('OTHER', 'x')).rejects.toThrow('There is no keyring')
  await expect(secrets.values()).rejects.toThrow('There is no keyring')
})
