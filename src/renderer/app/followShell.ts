/** What the Electron shell says is done here: commands of its menu, views to show, and what went wrong. */
import { onScopeDispose } from 'vue'
import type { ShellToPage } from '../../contract/shellPage.ts'
import { useShell } from '../host/shell.ts'
import { useToasts } from '../ui/toasts.ts'
import type { Command, useCommandRegistry } from './commands.ts'

export function followShell(registry: ReturnType<typeof useCommandRegistry>): void {
  const shell = useShell()
  const toasts = useToasts()

  function follow(message: ShellToPage): void {
    switch (message.type) {
      case 'command':
        registry.run(message.id)
        break
      case 'show':
        location.hash = message.link
        break
      case 'refused':
        toasts.show({ tone: 'fail', title: 'This was not done', text: message.message })
        break
      case 'hostGone':
        toasts.show({ tone: 'fail', title: 'The host ended and was started again', text: message.message })
        break
      // Kept by the store.
      case 'folders':
      case 'secrets':
        break
      default:
        message satisfies never
    }
  }
  onScopeDispose(shell.listen(follow))
}

export function useShellCommands(): Command[] {
  const shell = useShell()
  return [
    {
      id: 'folder.open',
      title: 'Open folder …',
      keys: 'Ctrl+O',
      when: () => shell.isThere,
      run: () => shell.ask({ type: 'openFolder' }),
    },
  ]
}
