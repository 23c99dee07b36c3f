/** What the shell around the page adds to it: a menu, folders, secrets. In a browser there is none. */
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { PageToShell, ShellToPage } from '../../contract/shellPage.ts'
import { useToasts } from '../ui/toasts.ts'
import { useCommandRegistry } from './commands.ts'
import { useKeyMap } from './keyMap.ts'
import { showLink } from './navigation.ts'

export const useShell = defineStore('shell', () => {
  const registry = useCommandRegistry()
  const keyMap = useKeyMap()
  const toasts = useToasts()
  const send = shallowRef<((message: PageToShell) => void) | null>(null)
  /** Folders that were open before, the latest first. */
  const recentFolders = shallowRef<readonly string[]>([])
  /** Names of kept secrets, and why none can be kept; null before the shell has said so. */
  const secrets = shallowRef<{ names: readonly string[]; obstacle: string | null } | null>(null)
  const isThere = computed(() => send.value !== null)

  /** The way to the shell, anew after each connection. */
  function attach(way: (message: PageToShell) => void): void {
    send.value = way
    tellKeys()
  }

  /** The menu shows the keys that the page hears. */
  function tellKeys(): void {
    const chosen = [...keyMap.chosen].map(([command, [first]]) => ({ command, keys: first ?? null }))
    post({ type: 'chosenKeys', chosen })
  }
  watch(() => keyMap.chosen, tellKeys)

  function receive(message: ShellToPage): void {
    switch (message.type) {
      case 'command':
        runCommand(message.id)
        break
      case 'show':
        showLink(message.link)
        break
      case 'folders':
        recentFolders.value = message.recent
        break
      case 'secrets':
        secrets.value = { names: message.names, obstacle: message.obstacle }
        break
      case 'refused':
        toasts.show({ tone: 'warn', title: 'Not done', text: message.message })
        break
      case 'hostGone':
        toasts.show({
          tone: 'fail',
          title: 'The host ended',
          text: message.message,
          action: { label: 'Copy details', run: () => copyDetails(message.details) },
        })
        break
      case 'hostChanged':
        // Of its connection only, see openHost.ts.
        break
      default:
        message satisfies never
    }
  }

  /** A menu shows not why something cannot be done at the moment, as the palette does. */
  function runCommand(id: string): void {
    const command = registry.find(id)
    const obstacle = command?.disabled?.() ?? null
    if (command !== null && obstacle !== null) toasts.show({ tone: 'warn', title: 'Not done', text: obstacle })
    else registry.run(id)
  }

  async function copyDetails(details: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(details)
    } catch (error) {
      toasts.showFailure('Not copied', error)
    }
  }

  /** @returns false where there is no shell */
  function post(message: PageToShell): boolean {
    send.value?.(message)
    return send.value !== null
  }

  return { isThere, recentFolders, secrets, attach, receive, post }
})
