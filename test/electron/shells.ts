/** What the tests of the shell are run with: the stand-in for Electron, and Electron itself where its runtime and a display are. */
import { describe, test } from 'vitest'
import type { Shell } from './app.ts'
import { electronShell } from './electronShell.ts'
import { standInShell } from './standInShell.ts'
import { useTrialShell, type TrialShell } from './trialShell.ts'

const shells: readonly Shell[] = electronShell.obstacle === null ? [standInShell, electronShell] : [standInShell]

/** The tests of a file, once with each. */
export function withEachShell(tests: (trial: TrialShell, shell: Shell) => void): void {
  for (const shell of shells)
    describe.skipIf(shell.obstacle !== null)(`with ${shell.name}`, () => tests(useTrialShell(shell), shell))
}

/** A test of what Electron cannot be made to do: another system, a keyring that hangs, a fault in the middle of a process. */
export function standInOnly(shell: Shell): (name: string, run: () => Promise<void>) => void {
  return test.runIf(shell.isStandIn)
}
