/** Tells whoever listens. */
export interface Broadcast<T> {
  emit(value: T): void
  /** @returns ends it */
  listen(listener: (value: T) => void): () => void
  readonly isHeard: boolean
}

export function createBroadcast<T>(): Broadcast<T> {
  const listeners = new Set<(value: T) => void>()
  return {
    emit(value) {
      // Who stops listening meanwhile hears nothing more.
      for (const listener of listeners) listener(value)
    },
    listen(listener) {
      // One function may be given twice.
      const own = (value: T): void => listener(value)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    get isHeard() {
      return listeners.size > 0
    },
  }
}
