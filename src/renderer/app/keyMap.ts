/** Which keys commands have: their own, or those that somebody has chosen instead. */
import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { normalSequence } from '../ui/keys.ts'
import { readStored, writeStored } from '../ui/stored.ts'
import { storedKeysSchema, type StoredKeys } from './storedKeys.ts'

const KEY = 'keys'

export const useKeyMap = defineStore('keyMap', () => {
  const stored = readStored(KEY, storedKeysSchema) ?? []
  const chosen = shallowRef<ReadonlyMap<string, readonly string[]>>(
    new Map(stored.map(({ command, keys }) => [command, keys])),
  )
  watch(chosen, (map) => {
    const all: StoredKeys = [...map].map(([command, keys]) => ({ command, keys: [...keys] }))
    writeStored(KEY, all)
  })

  /** @param own those that it has at first */
  function keysFor(command: string, own: readonly string[]): readonly string[] {
    return chosen.value.get(command) ?? own
  }

  function isChanged(command: string): boolean {
    return chosen.value.has(command)
  }

  /** Keys that are those it has at first are no choice. Several commands at once: a key goes from one to another. */
  function choose(changes: readonly { command: string; keys: readonly string[]; own: readonly string[] }[]): void {
    const next = new Map(chosen.value)
    for (const { command, keys, own } of changes) {
      if (keys.map(normalSequence).join('\n') === own.map(normalSequence).join('\n')) next.delete(command)
      else next.set(command, keys)
    }
    chosen.value = next
  }

  function reset(): void {
    chosen.value = new Map()
  }

  return { chosen, keysFor, isChanged, choose, reset }
})
