/** The token that lets a page in, and tickets that are good for it once. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits, in characters that a URL and a header take as they are. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Takes as long whatever is wrong with it. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** From the start of a browser to its first request. */
const TICKET_MS = 2 * 60_000

export interface Tickets {
  issue(): string
  /** True once for each, as long as it is fresh. */
  redeem(ticket: string): boolean
}

/**
 * The address that a browser is started with can be read by every user of the machine in the list of processes, for as long as
 * that browser runs. It gets a ticket, therefore, which is worth nothing once the page has used it.
 */
export function createTickets(nowMs: () => number = () => performance.now()): Tickets {
  const issued = new Map<string, number>()
  return {
    issue() {
      const ticket = newToken()
      issued.set(ticket, nowMs() + TICKET_MS)
      return ticket
    },
    redeem(given) {
      for (const [ticket, untilMs] of issued) {
        if (nowMs() > untilMs) issued.delete(ticket)
        else if (isSameSecret(given, ticket)) return issued.delete(ticket)
      }
      return false
    },
  }
}
