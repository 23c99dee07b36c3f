/** What the palette finds for what was typed. */
import type { PlanEntry } from '../../contract/methods/plans.ts'
import type { RunRow } from '../../contract/methods/runs.ts'
import { keysOf, type Command } from './commands.ts'
import { fuzzyFind } from './fuzzy.ts'
import { COMMAND_SIGN } from './palette.ts'
import { tabId, type Tab } from './tabs.ts'

export type PaletteEntry =
  | { kind: 'tab'; id: string; title: string; hint: string; tab: Tab }
  | { kind: 'plan'; id: string; title: string; hint: string; file: string }
  | { kind: 'run'; id: string; title: string; hint: string; run: string }
  | { kind: 'command'; id: string; title: string; hint: string; command: Command; keys?: string; reason: string | null }

export interface PaletteSources {
  commands: readonly Command[]
  tabs: readonly Tab[]
  plans: readonly PlanEntry[]
  /** Found by the host already. */
  runs: readonly RunRow[]
  /** How a run's time is said. */
  ageOf: (unixMs: number) => string
}

const MOST_PLANS = 20
const MOST_COMMANDS = 200

/** The text without the sign that asks for commands; null where it asks for other things. */
export function commandQuery(text: string): string | null {
  return text.startsWith(COMMAND_SIGN) ? text.slice(COMMAND_SIGN.length).trim() : null
}

export function paletteEntries(text: string, sources: PaletteSources): PaletteEntry[] {
  const commands = commandQuery(text)
  if (commands !== null) return commandEntries(commands, sources.commands)
  const query = text.trim()
  const tabs = fuzzyFind(query, sources.tabs, (tab) => tab.title).map((tab): PaletteEntry => ({
    kind: 'tab',
    id: `tab ${tab.id}`,
    title: tab.title,
    hint: 'open',
    tab,
  }))
  const open = new Set(sources.tabs.map(({ kind, params }) => tabId(kind, params)))
  const runs = sources.runs
    .filter((run) => !open.has(tabId('run', { run: run.id })))
    .map((run): PaletteEntry => ({
      kind: 'run',
      id: `run ${run.id}`,
      title: `${run.planName} · ${run.scenario}`,
      hint: [run.build, sources.ageOf(run.startedAtMs)].filter((part) => part !== null).join(' · '),
      run: run.id,
    }))
  const plans = fuzzyFind(query, sources.plans, (plan) => `${plan.name ?? ''} ${plan.file}`)
    .slice(0, MOST_PLANS)
    .map((plan): PaletteEntry => ({
      kind: 'plan',
      id: `plan ${plan.file}`,
      title: plan.name ?? plan.file,
      hint: plan.file,
      file: plan.file,
    }))
  // What is only found by other words of it comes last; what the host found it found by all the words.
  const some = query === '' ? [] : commandEntries(query, sources.commands).slice(0, 5)
  return [...tabs, ...plans, ...runs, ...some]
}

function commandEntries(query: string, commands: readonly Command[]): PaletteEntry[] {
  const there = commands.filter((command) => command.hidden !== true && (command.when?.() ?? true))
  return fuzzyFind(query, there, (command) => command.title)
    .slice(0, MOST_COMMANDS)
    .map((command): PaletteEntry => {
      const keys = keysOf(command)[0]
      return {
        kind: 'command',
        id: `command ${command.id}`,
        title: command.title,
        hint: '',
        command,
        ...(keys !== undefined && { keys }),
        reason: command.disabled?.() ?? null,
      }
    })
}
