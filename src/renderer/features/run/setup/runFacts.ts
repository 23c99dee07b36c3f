/** What a run was: facts for a list, in the words of the report. */
import type { RunView } from '../../../../contract/methods/analysis.ts'
import { formatClock, formatCount, formatElapsed, formatRunLength } from '../../../ui/format.ts'
import { verdictOf } from '../../runs/runWords.ts'

export interface Fact {
  name: string
  value: string
}

export function runFacts(view: RunView): Fact[] {
  const { run } = view
  const { build } = run
  return facts({
    Run: run.id,
    Plan: run.planFile === null ? run.plan : `${run.plan} (${run.planFile})`,
    Scenario: run.scenario,
    Purpose: run.purpose,
    Target: run.target,
    Build: build.label,
    Commit: build.commit,
    Branch: build.branch,
    Load: run.settings + (run.steering.length > 0 ? ' (steered while it ran, see the log)' : ''),
    Started: `${formatClock(Date.parse(run.startedAt), 'dateTime')} (${run.startedAt})`,
    Ended: run.endedAt === null ? null : `${formatClock(Date.parse(run.endedAt), 'dateTime')} (${run.endedAt})`,
    Duration: formatRunLength(run.status === 'running' ? view.endS * 1000 : run.durationMs),
    Verdict: verdictOf({ status: run.status, verdict: view.verdict }).word,
    'Warm-up': view.warmUpMs > 0 ? formatElapsed(view.warmUpMs) : 'none',
    'Judged window': `${formatElapsed(run.window.fromMs)}–${formatElapsed(run.window.toMs)}`,
    Seed: run.seed === null ? null : String(run.seed),
  })
}

export function machineFacts({ run: { generator } }: RunView): Fact[] {
  return facts({
    Machine: generator.host,
    System: generator.os,
    Cores: formatCount(generator.cores),
    'Engine processes': formatCount(generator.processes),
    Runtime: generator.runtime,
    TLS: generator.tls,
  })
}

/** What is not known has no line. */
function facts(values: Record<string, string | null>): Fact[] {
  return Object.entries(values).flatMap(([name, value]) => (value === null || value === '' ? [] : [{ name, value }]))
}
