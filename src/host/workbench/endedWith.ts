/** Processes for somebody who may lose interest: code of plans that never comes to its end would keep everybody waiting. */
import type { SpawnEngine } from '../runs/engineProcess.ts'

/** Starts engines that are ended when the signal is aborted. */
export function endedWith(signal: AbortSignal, spawnEngine: SpawnEngine): SpawnEngine {
  return () => {
    const engine = spawnEngine()
    const end = (): void => engine.kill()
    signal.addEventListener('abort', end, { once: true })
    engine.onExit(() => signal.removeEventListener('abort', end))
    if (signal.aborted) end()
    return engine
  }
}
