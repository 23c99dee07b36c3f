/** Main's end of the port to the page: what the page says is parsed, as it comes from a page. */
import type { MessagePortMain } from 'electron'
import { pageToShellSchema, type PageToShell, type ShellToPage } from '../../contract/shellPage.ts'

export interface PagePort {
  tell(message: ShellToPage): void
  close(): void
}

/** @param receive of what is no message of ours nothing is heard */
export function openPagePort(port: MessagePortMain, receive: (message: PageToShell) => void): PagePort {
  port.on('message', ({ data }) => {
    const parsed = pageToShellSchema.safeParse(data)
    if (parsed.success) receive(parsed.data)
  })
  port.start()
  return {
    tell: (message) => port.postMessage(message),
    close: () => port.close(),
  }
}
