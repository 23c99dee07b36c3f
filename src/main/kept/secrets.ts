/**
 * Values of plans' `secrets`, encrypted with a key that the system keeps. Only names and ciphertext are in the file; a value
 * leaves this process for the host's, when a plan is loaded, and never for a page.
 */
import { join } from 'node:path'
import { safeStorage } from 'electron'
import { z } from 'zod'
import { secretName } from '../../contract/shellPage.ts'
import { openKeptFile } from './keptFile.ts'

const secretsSchema = z.strictObject({
  version: z.literal(1),
  /** Base64 by name. A list: names such as `__proto__` are names like others. */
  secrets: z.array(z.strictObject({ name: secretName, encrypted: z.base64() })).max(1000),
})

/** A secret cannot be kept: a sentence. */
export class SecretError extends Error {
  override name = 'SecretError'
}

export interface KeptSecrets {
  /** Sorted. */
  names(): string[]
  /** A sentence, why none can be kept here; null where they can. */
  obstacle(): Promise<string | null>
  /** @throws SecretError */
  keep(name: string, value: string): Promise<void>
  /** @throws SecretError */
  forget(name: string): void
  /** All that can be decrypted; of others `tell` says the names. */
  values(): Promise<Record<string, string>>
}

/** @param tell sentences, never with a value in them */
export function openSecrets(folder: string, tell: (sentence: string) => void): KeptSecrets {
  const file = openKeptFile(join(folder, 'secrets.json'), secretsSchema, { version: 1, secrets: [] }, tell)

  async function obstacle(): Promise<string | null> {
    // There "encrypted" means with a key that everybody knows.
    if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text')
      return 'There is no keyring (GNOME Keyring or KWallet) to keep secrets with. Set them as environment variables instead.'
    return (await safeStorage.isAsyncEncryptionAvailable())
      ? null
      : 'The system does not offer encryption to keep secrets with. Set them as environment variables instead.'
  }

  function write(secrets: z.infer<typeof secretsSchema>['secrets']): void {
    try {
      file.change({ version: 1, secrets })
    } catch (error) {
      throw new SecretError(`Secrets cannot be written: ${(error as Error).message}`)
    }
  }

  const without = (name: string) => file.value.secrets.filter((each) => each.name !== name)

  return {
    names: () => file.value.secrets.map(({ name }) => name).toSorted(),
    obstacle,
    async keep(name, value) {
      const reason = await obstacle()
      if (reason !== null) throw new SecretError(reason)
      const encrypted = await safeStorage.encryptStringAsync(value)
      write([...without(name), { name, encrypted: encrypted.toString('base64') }])
    },
    forget: (name) => write(without(name)),
    async values() {
      const { secrets } = file.value
      if (secrets.length === 0 || (await obstacle()) !== null) return {}
      const found: [string, string][] = []
      for (const { name, encrypted } of secrets) {
        try {
          const { result } = await safeStorage.decryptStringAsync(Buffer.from(encrypted, 'base64'))
          found.push([name, result])
        } catch {
          tell(`The kept secret ${name} cannot be decrypted on this system. Set it again.`)
        }
      }
      return Object.fromEntries(found)
    },
  }
}
