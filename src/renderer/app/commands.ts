/** Whatever can be done by a key or by its name. One list feeds the palette, the shortcuts sheet and the keyboard. */
import { defineStore } from 'pinia'
import { getCurrentInstance, onActivated, onDeactivated, onScopeDispose, shallowRef } from 'vue'
import { isMacKeyboard, isTyping, normalKeys, pressedKeys, type PressedKey } from '../ui/keys.ts'

export interface Command {
  /** `tab.close`: the part before the point groups it in the sheet. */
  id: string
  title: string
  /** `Ctrl+Shift+P`, or several; the first is the one that is shown. */
  keys?: string | readonly string[]
  /** False: it is not there at the moment. */
  when?: () => boolean
  /** Why it cannot be done at the moment; null when it can. */
  disabled?: () => string | null
  /** Not in the palette: stepping, toggling, what makes sense by key only. */
  hidden?: boolean
  run: () => unknown
}

export function keysOf(command: Command): readonly string[] {
  const { keys = [] } = command
  return typeof keys === 'string' ? [keys] : keys
}

export const useCommandRegistry = defineStore('commands', () => {
  const commands = shallowRef<readonly Command[]>([])
  const isMac = isMacKeyboard()

  /** Of two with the same keys the later one counts: what is looked at goes before the window around it. */
  function register(command: Command): () => void {
    commands.value = [...commands.value, command]
    return () => {
      commands.value = commands.value.filter((each) => each !== command)
    }
  }

  function find(id: string): Command | null {
    return commands.value.findLast((command) => command.id === id && isThere(command)) ?? null
  }

  /** @returns false where there is no such command, or it cannot be done at the moment */
  function run(id: string): boolean {
    const command = find(id)
    return command !== null && start(command)
  }

  /** @returns whether a command took the key */
  function handleKey(event: PressedKey, isInTextField: boolean): boolean {
    const pressed = pressedKeys(event, isMac)
    if (pressed === null || (isInTextField && isTyping(pressed))) return false
    const command = commands.value.findLast(
      (each) => keysOf(each).some((keys) => normalKeys(keys) === pressed) && isThere(each),
    )
    return command !== undefined && start(command)
  }

  return { commands, register, find, run, handleKey }
})

function isThere(command: Command): boolean {
  return command.when?.() ?? true
}

function start(command: Command): boolean {
  if ((command.disabled?.() ?? null) !== null) return false
  // An error of the command is the window's to show (app.config.errorHandler, unhandledrejection).
  void command.run()
  return true
}

/** Registers commands while the component is mounted and its tab is looked at. */
export function useCommands(list: readonly Command[]): void {
  const registry = useCommandRegistry()
  let unregister: (() => void)[] = []
  const off = (): void => {
    for (const each of unregister) each()
    unregister = []
  }
  const on = (): void => {
    off()
    unregister = list.map((command) => registry.register(command))
  }
  on()
  if (getCurrentInstance() !== null) {
    onActivated(on)
    onDeactivated(off)
  }
  onScopeDispose(off)
}
