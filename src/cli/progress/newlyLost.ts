import type { RunTick } from '../../contract/runTick.ts'

/** Notices of the engines that were lost since the tick before. */
export function newlyLost(before: RunTick | null, { engines }: RunTick): string[] {
  return engines.lost.slice(before?.engines.lost.length ?? 0)
}
