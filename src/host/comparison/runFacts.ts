/** What makes a run of the history comparable with others, or not. */
import { createHash } from 'node:crypto'
import type { RunFacts } from '../../core/comparison/comparisonInput.ts'
import type { TestedWith } from '../../core/comparison/differences.ts'
import { summarizeTrust } from '../../core/criteria/untrusted.ts'
import { secondsBetween } from '../runs/secondsBetween.ts'
import { describeLoad } from '../runs/runSettings.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import type { Build, Generator, StoredRun } from '../storage/newRun.ts'

export function runFacts(record: RunRecord): RunFacts {
  const { run, load, judged, outcome, settings } = record
  const trust = secondsBetween(record.trust(), judged.fromS, judged.loadEndS)
  const isTrusted = trust.every(({ state }) => state !== 'notTrusted')
  const { untrusted } = summarizeTrust(trust, settings.load.model, isTrusted ? () => 0 : record.requestsIn)
  return {
    runId: run.id,
    build: buildName(run.build),
    ...testedWith(run),
    load,
    wasSteered: record.steering.length > 0,
    loadText: describeLoad(load),
    untrustedShare: untrusted.touched,
    loadMs: outcome.loadEndMs,
    isComplete: run.status === 'completed',
  }
}

export function testedWith(run: StoredRun): TestedWith {
  return {
    plan: run.planName,
    planDigest: createHash('sha256').update(run.planText).digest('hex'),
    scenario: run.scenario,
    target: run.target,
    environment: null,
    generator: {
      host: run.generator.host,
      version: generatorVersion(run.generator),
      engines: run.generator.processes,
    },
  }
}

/** Another runtime, or another TLS library, is another generator: what a request costs it, and a handshake, is not the same. */
export function generatorVersion({ runtime, tls }: Pick<Generator, 'runtime' | 'tls'>): string {
  return `${runtime} with ${tls}`
}

/** As people name it: its label, else its commit. */
export function buildName({ label, commit }: Pick<Build, 'label' | 'commit'>): string | null {
  return label ?? commit?.slice(0, 12) ?? null
}
