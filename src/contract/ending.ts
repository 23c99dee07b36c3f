/** The end of a channel, which has several causes, comes once, and is told to everybody who wants to know. */
export interface Ending {
  readonly isOver: boolean
  /** As Channel.onClose; told soon where it is over already. */
  onEnd(listener: () => void): void
  /** Only the first time counts. */
  end(): void
}

export function createEnding(): Ending {
  const listeners: (() => void)[] = []
  let isOver = false
  return {
    get isOver() {
      return isOver
    },
    onEnd(listener) {
      if (isOver) queueMicrotask(listener)
      else listeners.push(listener)
    },
    end() {
      if (isOver) return
      isOver = true
      for (const listener of listeners.splice(0)) listener()
    },
  }
}
