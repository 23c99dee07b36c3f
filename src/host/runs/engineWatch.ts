/**
 * Notices an engine that has fallen silent: it hangs, or something has stopped it. Silence is counted in turns of this process's own
 * timer and not in time, so that a host which was itself held up accuses nobody: however long that took, it was one turn.
 */

/** An engine tells every second; one that says nothing for so long will not come back by itself. */
export const SILENCE_AT_MOST_S = 15

export interface EngineWatch {
  /** Something has come from this engine. */
  heard(engine: number): void
  /** Nothing more is expected of it. */
  forget(engine: number): void
  close(): void
}

/** `silent` is called once for an engine that has told nothing for `atMostS` seconds. Watching begins now. */
export function watchEngines(
  engines: number,
  silent: (engine: number) => void,
  atMostS: number = SILENCE_AT_MOST_S,
): EngineWatch {
  const turns = new Map(Array.from({ length: engines }, (_, engine) => [engine, 0]))
  const timer = setInterval(() => {
    for (const [engine, passed] of turns) {
      turns.set(engine, passed + 1)
      if (passed < atMostS) continue
      turns.delete(engine)
      silent(engine)
    }
  }, 1000)
  return {
    heard(engine) {
      if (turns.has(engine)) turns.set(engine, 0)
    },
    forget: (engine) => void turns.delete(engine),
    close: () => clearInterval(timer),
  }
}
