/** What takes a good part of a frame, and is asked for by many at once, done one a frame: all together would hold up keys and pointer. */

export interface Turns {
  /** At once when nobody else had a turn in this frame, else when it is its turn. @returns gives the turn up, if it has not come */
  take(act: () => void): () => void
}

/** @param nextFrame as `requestAnimationFrame` */
export function createTurns(nextFrame: (then: () => void) => void): Turns {
  const waiting = new Set<() => void>()
  let isTaken = false

  function next(): void {
    const [first] = waiting
    isTaken = first !== undefined
    if (first === undefined) return
    waiting.delete(first)
    nextFrame(next)
    first()
  }
  return {
    take(act) {
      const turn = (): void => act()
      waiting.add(turn)
      if (!isTaken) next()
      return () => waiting.delete(turn)
    },
  }
}
