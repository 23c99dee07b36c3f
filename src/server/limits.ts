/** What one server bears. Generous for people with many windows, small for a machine: whoever wants more is turned away. */
export interface ServerLimits {
  /** Open connections, whatever they do. */
  connections: number
  /** WebSockets: one for each open page. */
  pages: number
  /** Of one message that comes in. */
  messageBytes: number
  /** What a page has not read yet. Above, it is let go of: it connects again when it reads again. */
  bufferedBytes: number
  /** How often a page is asked whether it is still there; it has until the next time to answer. */
  heartbeatMs: number
  /** For the head of a request, from the connection on. */
  headMs: number
  /** For a connection on which nothing moves. */
  idleMs: number
}

export const SERVER_LIMITS: ServerLimits = {
  connections: 256,
  pages: 64,
  messageBytes: 8 * 2 ** 20,
  bufferedBytes: 16 * 2 ** 20,
  heartbeatMs: 20_000,
  headMs: 10_000,
  idleMs: 30_000,
}
