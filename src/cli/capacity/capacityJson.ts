/** What `--json` prints of a search: everything a screen or a script needs, units in the names. */
import { CAPACITY_SCHEMA_VERSION, type CapacityDocument } from '../../core/capacity/capacityDocument.ts'
import { capacitySentences } from '../../core/capacity/capacityWords.ts'
import { exitOf, resultSentence, type CapacityResult } from './capacityResult.ts'

/** With a line break at the end. What is no number (NaN) is null. */
export function capacityJson(result: CapacityResult): string {
  const { plan, planFile, scenario, build, group, settings, times, unit, measured, stop, analysis } = result
  const { status, exitCode, sentence } = exitOf(result)
  const document: CapacityDocument = {
    schemaVersion: CAPACITY_SCHEMA_VERSION,
    plan: plan.name,
    planFile,
    scenario,
    build,
    target: plan.target,
    tag: group,
    search: {
      unit,
      ...settings,
      ...times,
      runs: measured.map(({ load, phase, answer, runId }) => ({ runId, load: load.level, phase, answer })),
      end: stop,
    },
    ...analysis,
    sentences: capacitySentences(analysis),
    verdict: { status, sentence: `${resultSentence(result)} ${sentence}`, exitCode },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
