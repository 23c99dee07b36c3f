/** The knob `--leak`: memory that is taken and never given back, at an exact rate. */
import { totalmem } from 'node:os'
import type { LeakKnob } from './knobs.ts'

export interface Leak {
  /** To be called with every request. */
  request(): void
  /** Bytes that are leaked by now. */
  bytes(): number
  /** Gives all back and leaks no more. */
  stop(): void
}

const CHUNK_BYTES = 1_000_000
const TICK_MS = 100

/** Leaks until half of the machine's memory is gone at most: the target is to suffer, not the machine. */
export function startLeak(knob: LeakKnob): Leak {
  const mostBytes = totalmem() / 2
  const kept: Buffer[] = []
  const startedAtMs = performance.now()
  let owedBytes = 0
  let leakedBytes = 0

  /** Filled, because memory that was never written to costs nothing. */
  function settle(): void {
    while (owedBytes >= 1 && leakedBytes < mostBytes) {
      const size = Math.min(CHUNK_BYTES, Math.floor(owedBytes))
      kept.push(Buffer.alloc(size, 1))
      owedBytes -= size
      leakedBytes += size
    }
  }

  const timer =
    knob.per === 'second'
      ? setInterval(() => {
          owedBytes = (knob.bytes * (performance.now() - startedAtMs)) / 1000 - leakedBytes
          settle()
        }, TICK_MS).unref()
      : undefined

  return {
    request() {
      if (knob.per !== 'request') return
      owedBytes += knob.bytes
      settle()
    },
    bytes: () => leakedBytes,
    stop() {
      clearInterval(timer)
      kept.length = 0
    },
  }
}
