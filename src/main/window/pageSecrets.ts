/** Kept secrets as the page changes them, and the host reads them. */
import type { ShellToPage } from '../../contract/shellPage.ts'
import { SecretError, type KeptSecrets } from '../kept/secrets.ts'

export interface PageSecrets {
  /** Their names, and whether any can be kept. */
  show(): Promise<void>
  /** @throws SecretError */
  keep(name: string, value: string): Promise<void>
  /** @throws SecretError */
  forget(name: string): Promise<void>
  /** For a plan that is loaded. Always an answer: the host waits for it. What is missing is told. */
  read(): Promise<Record<string, string>>
}

export function createPageSecrets(
  secrets: KeptSecrets,
  tell: (message: ShellToPage) => void,
  log: (line: string) => void,
): PageSecrets {
  async function show(): Promise<void> {
    tell({ type: 'secrets', names: secrets.names(), obstacle: await secrets.obstacle() })
  }
  secrets.onAnswering(() => void show())

  return {
    show,
    async keep(name, value) {
      await secrets.keep(name, value)
      await show()
    },
    async forget(name) {
      secrets.forget(name)
      await show()
    },
    async read() {
      try {
        return await secrets.values()
      } catch (error) {
        log(String(error))
        tell({ type: 'refused', message: `Kept secrets are not read. ${secretFailure(error)}` })
        return {}
      }
    },
  }
}

/** What somebody may be told of it: texts of other errors are not for people. */
export function secretFailure(error: unknown): string {
  return error instanceof SecretError ? error.message : 'It failed because of a fault in Loadwright.'
}
