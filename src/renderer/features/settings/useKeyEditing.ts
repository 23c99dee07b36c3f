/** Changes the keys of commands: one row at a time is listening, and what another command has is taken only when that is said. */
import { computed, ref } from 'vue'
import { useCommandRegistry } from '../../app/commands.ts'
import { useKeyMap } from '../../app/keyMap.ts'
import { refusalOf } from '../../app/refusedKeys.ts'
import { useShell } from '../../app/shell.ts'
import { conflictsOf, hasKeys, keyRows, withoutKeys, type KeyRow } from './keyList.ts'

/** Beside the keys it has, or instead of them. */
export type KeyChange = 'add' | 'replace'

interface Listening {
  id: string
  change: KeyChange
  /** Why the keys that were pressed last cannot be had. */
  refusal: string | null
  /** Keys that others have. */
  wanted: { keys: string; others: readonly KeyRow[] } | null
}

/** More than anybody remembers. */
const MOST_KEYS = 5

export function useKeyEditing() {
  const registry = useCommandRegistry()
  const keyMap = useKeyMap()
  const shell = useShell()
  const rows = computed(() => keyRows(registry.registered, keyMap.keysFor))
  const listening = ref<Listening | null>(null)

  function listen({ id }: KeyRow, change: KeyChange): void {
    listening.value = { id, change, refusal: null, wanted: null }
  }

  function cancel(): void {
    listening.value = null
  }

  /** @param keys as `normalKeys` spells them */
  function press(row: KeyRow, keys: string): void {
    const current = listening.value
    if (current === null) return
    current.refusal = refusalOf(keys, !shell.isThere)
    if (current.refusal !== null) return
    const others = conflictsOf(rows.value, row, keys)
    if (others.length > 0) current.wanted = { keys, others }
    else give(row, keys, [])
  }

  /** The keys that are wanted go from the others to this one. */
  function take(row: KeyRow): void {
    const wanted = listening.value?.wanted
    if (wanted) give(row, wanted.keys, wanted.others)
  }

  function give(row: KeyRow, keys: string, others: readonly KeyRow[]): void {
    const isKept = listening.value?.change === 'add'
    const next = isKept ? [...withoutKeys(row, keys), keys].slice(-MOST_KEYS) : [keys]
    keyMap.choose([
      { command: row.id, keys: next, own: row.own },
      ...others
        .filter((other) => hasKeys(other, keys))
        .map((other) => ({ command: other.id, keys: withoutKeys(other, keys), own: other.own })),
    ])
    listening.value = null
  }

  function clear(row: KeyRow): void {
    keyMap.choose([{ command: row.id, keys: [], own: row.own }])
  }

  /** Those it had at first; what others were given of them meanwhile they keep, and both are named as in conflict. */
  function reset(row: KeyRow): void {
    keyMap.choose([{ command: row.id, keys: row.own, own: row.own }])
  }

  return { rows, listening, listen, cancel, press, take, clear, reset }
}
