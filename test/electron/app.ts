/** A running app as the tests of the shell see it, and what it is run by: Electron, or its stand-in. */
import type { Page } from 'playwright-core'
import type { Hand, Question, ShellState } from './hand.ts'
import type { StandInCalls } from './standIn/calls.ts'

export interface Asked {
  kind: Question['kind']
  options: Question['options']
  /** @param value of a button its number, of a folder its path; null: none was chosen */
  answer(value: number | string | null): void
}

type Calls = Hand & StandInCalls

export interface App {
  /** With the code. */
  exited: Promise<number | null>
  /** What main and its processes said on standard error, so far; nothing of Electron's own. */
  said(): string
  /** The next window that opens. */
  page(): Promise<Page>
  /** The next dialog. @param withinMs longer for what main itself waits for */
  asked(withinMs?: number): Promise<Asked>
  state(): Promise<ShellState>
  /** In main. Some only the stand-in knows; for tests that say so (`standInOnly`). */
  call<Name extends keyof Calls>(
    name: Name,
    ...args: Parameters<Calls[Name]>
  ): Promise<Awaited<ReturnType<Calls[Name]>>>
  /** At once; resolves when it is gone. */
  kill(): Promise<void>
}

export interface AppOptions {
  /** Where the app keeps its own things: `userData`, `documents`. */
  folder: string
  args: string[]
  /** The files of a package to run, in place of what was built; of the stand-in only. */
  packaged?: string
  environment?: Record<string, string>
}

export interface Shell {
  name: string
  isStandIn: boolean
  /** Why it cannot be used here; null: it can. */
  obstacle: string | null
  /** Whether the system keeps secrets for it. */
  hasKeyring: boolean
  /** What the apps of a file share. */
  open(): Promise<OpenShell>
}

export interface OpenShell {
  start(options: AppOptions): App
  /** A second start, that hands over what it is to open. @returns its exit code */
  startAgain(options: AppOptions): Promise<number | null>
  /** Whatever apps left behind. */
  clear(): Promise<void>
  close(): Promise<void>
}
