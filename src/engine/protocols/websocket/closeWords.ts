/** Why a WebSocket is no longer open, in words: close codes of RFC 6455 §7.4 and IANA's registry, and the errors of `ws`. */
import type { ErrorClass } from '../../../core/recording/second.ts'
import { normaliseMessage } from '../../../core/recording/errorMessage.ts'

export interface SocketFailure {
  class: ErrorClass
  /** A plain sentence; masked when it is reported. */
  message: string
  /** The message of its error group, normalised, where the rule for others would lose what matters. */
  group?: string
  /** A limit of the machine that makes the load. */
  generator?: boolean
}

/** Messages that arrive may be this large; more would eat the memory of the generator. */
export const MESSAGE_BYTES = 64 * 1024 * 1024

const CODES: Record<number, string> = {
  1000: 'normal closure',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1007: 'invalid data',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'missing extension',
  1011: 'internal error',
  1012: 'service restart',
  1013: 'try again later',
  1014: 'bad gateway',
  3000: 'unauthorized',
  3003: 'forbidden',
  3008: 'timeout',
}

/**
 * The close code is kept in the group, where long numbers are replaced otherwise: it is the cause.
 * @param reason as the server gave it, masked
 */
export function closedByServer(code: number, reason: string): SocketFailure {
  if (code === 1006)
    return { class: 'socket', message: 'the connection of the WebSocket was lost without a closing handshake' }
  if (code === 1005) return { class: 'socket', message: 'the server closed the WebSocket without saying why' }
  const name = CODES[code]
  const start = `the server closed the WebSocket: ${code}${name === undefined ? '' : ` ${name}`}`
  if (reason === '') return { class: 'socket', message: start, group: start }
  return { class: 'socket', message: `${start}: ${reason}`, group: `${start}: ${normaliseMessage(reason)}` }
}

/** What `ws` says of a message that cannot be read, or of one that cannot be sent. */
export function brokenSocket(error: Error & { code?: unknown }): SocketFailure {
  switch (error.code) {
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
    case 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH':
      return {
        class: 'tooLarge',
        message: 'the server sent a message larger than 64 MB, which is the most that is read',
      }
    case 'WS_ERR_TOO_MANY_BUFFERED_PARTS':
      return { class: 'tooLarge', message: 'the server sent a message in more parts than are read' }
    case 'WS_ERR_INVALID_UTF8':
      return { class: 'protocol', message: 'the server sent a text message that is not valid UTF-8' }
    default:
      return { class: 'protocol', message: `the server broke the WebSocket protocol: ${plain(error.message)}` }
  }
}

function plain(message: string): string {
  return message.replace(/^Invalid WebSocket frame: /, '').slice(0, 200)
}
