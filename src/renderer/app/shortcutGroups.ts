/** The sheet of shortcuts: commands that have keys, by what they are about, and the keys of tables and charts. */
import { keysOf, type Command } from './commands.ts'
import { CHART_COMMANDS } from './viewCommands.ts'
import { CHARTS, WIDGET_KEYS, type KeyGroup } from './widgetKeys.ts'

const TITLES: Readonly<Record<string, string>> = {
  app: 'Window',
  go: 'Go to',
  tab: 'Tabs',
  help: 'Window',
  home: 'Home',
  run: 'Run',
  runs: 'Runs',
  plan: 'Plans',
  plans: 'Plans',
  compare: 'Compare',
  capacity: 'Capacity',
}

/** @param keysFor those that somebody has chosen for a chart, else those it has at first */
export function shortcutGroups(
  commands: readonly Command[],
  keysFor: (id: string, own: readonly string[]) => readonly string[],
): KeyGroup[] {
  const groups = new Map<string, KeyGroup['keys'][number][]>()
  const seen = new Set<string>()
  // Of commands with one id the last one counts, as it does for the keys.
  for (const command of commands.toReversed()) {
    if (keysOf(command).length === 0 || seen.has(command.id) || !(command.when?.() ?? true)) continue
    seen.add(command.id)
    const prefix = command.id.split('.', 1)[0] ?? ''
    const title = (Object.hasOwn(TITLES, prefix) ? TITLES[prefix] : undefined) ?? 'This view'
    groups.set(title, [{ keys: keysOf(command), text: command.title }, ...(groups.get(title) ?? [])])
  }
  const order = [...new Set([...Object.values(TITLES), 'This view'])]
  const own = [...groups].map(([title, keys]): KeyGroup => ({ title, keys }))
  return [...own.toSorted((one, other) => order.indexOf(one.title) - order.indexOf(other.title)), ...widgets(keysFor)]
}

function widgets(keysFor: (id: string, own: readonly string[]) => readonly string[]): KeyGroup[] {
  const ofCharts = CHART_COMMANDS.map(({ id, title, keys }) => ({ text: title, keys: keysFor(id, keys).slice(0, 1) }))
  return WIDGET_KEYS.map((group) =>
    group.title === CHARTS
      ? { ...group, keys: [...group.keys, ...ofCharts.filter(({ keys }) => keys.length > 0)] }
      : group,
  )
}
