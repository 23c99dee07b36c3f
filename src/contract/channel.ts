/** A way to another process. Everything that carries messages is an adapter to this. */
export interface Channel {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, when the other side is gone or `close` was called. */
  onClose(listener: () => void): void
  close(): void
}
