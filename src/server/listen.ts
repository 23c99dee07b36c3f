/** Listening, and what may keep a server from it in words that say what to do. */
import type { Server } from 'node:http'
import { ServerError } from './serverError.ts'

/** @throws ServerError */
export function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(listenError(error, host, port))
    server.once('error', fail)
    server.listen({ host, port }, () => {
      server.off('error', fail)
      resolve()
    })
  })
}

function listenError({ code, message }: NodeJS.ErrnoException, host: string, port: number): ServerError {
  switch (code) {
    case 'EADDRINUSE':
      return new ServerError('portTaken', `Port ${port} is taken by another program.`)
    case 'EACCES':
      return new ServerError('notAllowed', `Port ${port} may not be used by this user. Choose one above 1023.`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return new ServerError('noAddress', `${JSON.stringify(host)} is no address of this machine.`)
    default:
      return new ServerError('failed', `The server could not be started: ${message}.`)
  }
}
