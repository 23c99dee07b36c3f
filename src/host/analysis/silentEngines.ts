/**
 * Engines that a run which goes on has probably lost, as the history shows it: by seconds without their numbers. Why, and that an
 * engine is given up, knows only the process that makes the run until it has ended.
 */
import { silentEngineNotice } from '../runs/lostEngine.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import type { RunReader } from '../storage/runReader.ts'

/** An engine that is a little behind the others tells these seconds later. */
const SILENT_FOR_S = 3

/** A notice of each, in their order. */
export function silentEngines({ reader, run, endS, load, health }: RunRecord): string[] {
  if (run.status !== 'running' || endS < SILENT_FOR_S) return []
  const silent = silentIn(reader, endS - SILENT_FOR_S, endS)
  const { processes } = run.generator
  return silent.map((engine) =>
    silentEngineNotice({
      engine,
      engines: processes,
      toldUntilS: (health().findLast(({ engines }) => engines[engine] != null)?.t ?? -1) + 1,
      load,
    }),
  )
}

/** Indices of those that were expected to tell each of these seconds and told none of them. */
function silentIn(reader: RunReader, fromS: number, toS: number): number[] {
  const told = reader.health(fromS, toS)
  // What was told late is in the second, and that it was missed before still is.
  const missed = reader
    .load(fromS, toS)
    .map(({ reasons }) => reasons.flatMap(({ signal, engine }) => (signal === 'silence' ? [engine] : [])))
  if (told.length < toS - fromS) return []
  return told[0]!.engines.flatMap((_, engine) =>
    told.every(({ engines }) => engines[engine] == null) && missed.every((of) => of.includes(engine)) ? [engine] : [],
  )
}
