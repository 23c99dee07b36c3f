/**
 * Values of plans' `secrets`, encrypted with a key that the system keeps. Only names and ciphertext are in the file; a value
 * leaves this process for the host's, when a plan is loaded, and never for a page.
 */
import { join } from 'node:path'
import type { SafeStorage } from 'electron'
import { z } from 'zod'
import { secretName } from '../../contract/shellPage.ts'
import { openKeptFile } from './keptFile.ts'

const secretsSchema = z.strictObject({
  version: z.literal(1),
  /** Base64 by name. A list: names such as `__proto__` are names like others. */
  secrets: z.array(z.strictObject({ name: secretName, encrypted: z.base64() })).max(1000),
})

/** A secret cannot be kept or read: a sentence. */
export class SecretError extends Error {
  override name = 'SecretError'
}

/** What is used of Electron's `safeStorage`. */
export type Keyring = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'>

export interface KeptSecrets {
  /** Sorted. */
  names(): string[]
  /** A sentence, why none can be kept here; null where they can. Never rejects. */
  obstacle(): Promise<string | null>
  /** @throws SecretError */
  keep(name: string, value: string): Promise<void>
  /** @throws SecretError */
  forget(name: string): void
  /**
   * All that can be decrypted; of others `tell` says the names.
   * @throws SecretError when some are kept and the system gives none
   */
  values(): Promise<Record<string, string>>
  /** The system answers again, after it did not for a while. */
  onAnswering(listener: () => void): void
}

/** A keyring that is locked asks for a password first; one that hangs never answers. */
export const PATIENCE_MS = 10_000

/** What is encrypted with it begins so, on Linux. */
const KNOWN_KEY = 'v10'

const NO_KEYRING =
  'There is no keyring (GNOME Keyring or KWallet) that is open to keep secrets with. Set them as environment variables instead.'
const NO_ENCRYPTION =
  'The system does not offer encryption to keep secrets with. Set them as environment variables instead.'
const NO_ANSWER =
  'The keyring of the system does not answer. Unlock it, or set secrets as environment variables instead.'

/** @param tell sentences, never with a value in them */
export function openSecrets(folder: string, keyring: Keyring, tell: (sentence: string) => void): KeptSecrets {
  const file = openKeptFile(join(folder, 'secrets.json'), secretsSchema, { version: 1, secrets: [] }, tell)
  /** An earlier question was not answered in time, and is not yet: others are not waited for. */
  let isHanging = false
  const listeners: (() => void)[] = []

  /** @throws SecretError when there is no answer in time; other errors are the system's */
  function inTime<T>(question: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        isHanging = true
        reject(new SecretError(NO_ANSWER))
      }
      const patience = setTimeout(giveUp, isHanging ? 0 : PATIENCE_MS)
      void Promise.resolve()
        .then(question)
        .then(resolve, reject)
        .finally(() => {
          clearTimeout(patience)
          if (!isHanging) return
          isHanging = false
          for (const listener of listeners) listener()
        })
    })
  }

  async function obstacle(): Promise<string | null> {
    try {
      if (!(await inTime(() => keyring.isAsyncEncryptionAvailable()))) return NO_ENCRYPTION
      return (await inTime(isKeyKnown)) ? NO_KEYRING : null
    } catch (error) {
      if (error instanceof SecretError) return error.message
      tell(`The system was asked for encryption, and failed: ${String(error)}`)
      return NO_ENCRYPTION
    }
  }

  /**
   * Without a keyring that answers, Linux "encrypts" with a key that is in Chromium's source. Only what comes of it says so:
   * `getSelectedStorageBackend` names what the desktop should have.
   */
  async function isKeyKnown(): Promise<boolean> {
    if (process.platform !== 'linux') return false
    try {
      const encrypted = await keyring.encryptStringAsync('anything')
      return encrypted.toString('latin1', 0, KNOWN_KEY.length) === KNOWN_KEY
    } catch {
      // Whoever has something to keep is told why not; what is kept may be read all the same.
      return false
    }
  }

  async function expectKeyring(): Promise<void> {
    const reason = await obstacle()
    if (reason !== null) throw new SecretError(reason)
  }

  function write(secrets: z.infer<typeof secretsSchema>['secrets']): void {
    try {
      file.change({ version: 1, secrets })
    } catch (error) {
      throw new SecretError(`Secrets cannot be written: ${(error as Error).message}`)
    }
  }

  async function encrypt(value: string): Promise<string> {
    try {
      return (await inTime(() => keyring.encryptStringAsync(value))).toString('base64')
    } catch (error) {
      if (error instanceof SecretError) throw error
      throw new SecretError(`The system did not encrypt it: ${(error as Error).message}`)
    }
  }

  /** With the key that the system has now. What was kept stays where that fails: it could be read. */
  async function renew({ name, encrypted }: { name: string; encrypted: string }, value: string): Promise<void> {
    try {
      const renewed = await encrypt(value)
      const isChanged = file.value.secrets.every((each) => each.name !== name || each.encrypted !== encrypted)
      if (!isChanged) write([...without(name), { name, encrypted: renewed }])
    } catch (error) {
      tell(`The kept secret ${name} stays encrypted with an older key. ${(error as Error).message}`)
    }
  }

  const without = (name: string) => file.value.secrets.filter((each) => each.name !== name)

  return {
    names: () => file.value.secrets.map(({ name }) => name).toSorted(),
    obstacle,
    async keep(name, value) {
      await expectKeyring()
      const encrypted = await encrypt(value)
      write([...without(name), { name, encrypted }])
    },
    forget: (name) => write(without(name)),
    async values() {
      const { secrets } = file.value
      if (secrets.length === 0) return {}
      await expectKeyring()
      const found: [string, string][] = []
      for (const kept of secrets) {
        try {
          const { result, shouldReEncrypt } = await inTime(() =>
            keyring.decryptStringAsync(Buffer.from(kept.encrypted, 'base64')),
          )
          found.push([kept.name, result])
          if (shouldReEncrypt) await renew(kept, result)
        } catch (error) {
          if (error instanceof SecretError) throw error
          tell(`The kept secret ${kept.name} cannot be decrypted on this system. Set it again.`)
        }
      }
      return Object.fromEntries(found)
    },
    onAnswering: (listener) => void listeners.push(listener),
  }
}
