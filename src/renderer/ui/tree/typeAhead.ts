/** Finding rows by typing how they begin: letters in quick succession belong together. */
import { findByStart, type TreeRow } from '../tree.ts'

const TOGETHER_MS = 800

/** @returns where a letter that was typed at `atMs` leads; -1: nowhere */
export function createTypeAhead(): (letter: string, atMs: number, rows: readonly TreeRow[], cursor: number) => number {
  let typed = ''
  let lastAtMs = -Infinity
  return (letter, atMs, rows, cursor) => {
    const isGoingOn = atMs - lastAtMs < TOGETHER_MS
    typed = isGoingOn ? typed + letter : letter
    lastAtMs = atMs
    // A new word leads on from where one is; more of it may stay there.
    return findByStart(rows, typed, Math.max(0, cursor) + (isGoingOn ? 0 : 1))
  }
}
