/** Whatever can be done by a key or by its name. One list feeds the palette, the shortcuts sheet and the keyboard. */
import { defineStore } from 'pinia'
import { computed, getCurrentInstance, onActivated, onDeactivated, onScopeDispose, shallowRef } from 'vue'
import { isMacKeyboard, isTyping, normalSequence, pressedKeys, type PressedKey } from '../ui/keys.ts'
import { useKeyMap } from './keyMap.ts'
import { useTabAround } from './useTab.ts'
import { VIEW_COMMANDS } from './viewCommands.ts'

export interface Command {
  /** `tab.close`: the part before the point groups it in the sheet. */
  id: string
  title: string
  /**
   * `Ctrl+Shift+P`, or several; the first is the one that is shown. `Ctrl+K Ctrl+S` is two, one after the other. In the registry's
   * list they are those that somebody has chosen instead. A command of a view is in viewCommands.ts, too.
   */
  keys?: string | readonly string[]
  /** False: it is not there at the moment. */
  when?: () => boolean
  /** Why it cannot be done at the moment; null when it can. */
  disabled?: () => string | null
  /** Not in the palette: stepping, toggling, what makes sense by key only. */
  hidden?: boolean
  run: () => unknown
}

export function keysOf(command: Pick<Command, 'keys'>): readonly string[] {
  const { keys = [] } = command
  return typeof keys === 'string' ? [keys] : keys
}

export const useCommandRegistry = defineStore('commands', () => {
  const keyMap = useKeyMap()
  /** With the keys that they have at first. */
  const registered = shallowRef<readonly Command[]>([])
  const commands = computed(() =>
    registered.value.map((command): Command => ({ ...command, keys: keyMap.keysFor(command.id, keysOf(command)) })),
  )
  const isMac = isMacKeyboard()
  /** Pressed last, and the first of two. */
  let begun: string | null = null

  /** Of two with the same keys the later one counts: what is looked at goes before the window around it. */
  function register(command: Command): () => void {
    registered.value = [...registered.value, command]
    return () => {
      registered.value = registered.value.filter((each) => each !== command)
    }
  }

  function find(id: string): Command | null {
    return commands.value.findLast((command) => command.id === id && isThere(command)) ?? null
  }

  /** The keys that are shown beside what does the same as the command; undefined where it has none. */
  function shortcutOf(id: string): string | undefined {
    const command = registered.value.findLast((each) => each.id === id) ?? VIEW_COMMANDS.find((each) => each.id === id)
    return command === undefined ? undefined : keyMap.keysFor(id, keysOf(command))[0]
  }

  /** @returns false where there is no such command, or it cannot be done at the moment */
  function run(id: string): boolean {
    const command = find(id)
    return command !== null && start(command)
  }

  function withKeys(fits: (keys: string) => boolean): Command | undefined {
    return commands.value.findLast((each) => keysOf(each).some((keys) => fits(normalSequence(keys))) && isThere(each))
  }

  /** @returns whether a command took the key, or waits for the next one */
  function handleKey(event: PressedKey, isInTextField: boolean): boolean {
    if (finishSequence(event)) return true
    const pressed = pressedKeys(event, isMac)
    if (pressed === null || (isInTextField && isTyping(pressed))) return false
    const isBeginning = withKeys((keys) => keys.startsWith(`${pressed} `)) !== undefined
    if (isBeginning) begun = pressed
    const command = withKeys((keys) => keys === pressed)
    return (command !== undefined && start(command)) || isBeginning
  }

  /**
   * The second of two keys. The first may be a command of its own, which is done at once: the second finds over the page what that
   * one opened.
   *
   * @returns whether a command took it
   */
  function finishSequence(event: PressedKey): boolean {
    const pressed = pressedKeys(event, isMac)
    // Ctrl is pressed again before the second one is.
    if (pressed === null || begun === null) return false
    const both = `${begun} ${pressed}`
    begun = null
    const command = withKeys((keys) => keys === both)
    return command !== undefined && start(command)
  }

  /** Something else was done: the next key is no second one. */
  function forgetKey(): void {
    begun = null
  }

  return { commands, registered, register, find, shortcutOf, run, handleKey, finishSequence, forgetKey }
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

/** Registers commands while the component is mounted and its tab is looked at; of two tabs, the one that is worked with. */
export function useCommands(list: readonly Command[]): void {
  const registry = useCommandRegistry()
  const tab = getCurrentInstance() === null ? null : useTabAround()
  const isWorkedWith = (): boolean => tab?.isActive.value ?? true
  const own = list.map((command) => ({ ...command, when: () => isWorkedWith() && isThere(command) }))
  let unregister: (() => void)[] = []
  const off = (): void => {
    for (const each of unregister) each()
    unregister = []
  }
  const on = (): void => {
    off()
    unregister = own.map((command) => registry.register(command))
  }
  on()
  if (getCurrentInstance() !== null) {
    onActivated(on)
    onDeactivated(off)
  }
  onScopeDispose(off)
}
