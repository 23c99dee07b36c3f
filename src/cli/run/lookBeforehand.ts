/** What is said before a run: warnings, or with --strict the refusal to start. */
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import type { Preflights } from '../../host/preflight/preflight.ts'
import { RunNotStartedError } from '../../host/runs/prepareEngines.ts'
import type { CliContext } from '../cliContext.ts'
import { plainText } from '../terminal/plainText.ts'
import type { RunOptions } from './runOptions.ts'
import type { StopSignals } from './stopSignals.ts'

/** With --strict: something was found, and nothing is run. */
export class PreflightRefusal extends Error {
  override name = 'PreflightRefusal'
  readonly isUnreachable: boolean

  constructor(message: string, isUnreachable: boolean) {
    super(message)
    this.isUnreachable = isUnreachable
  }
}

interface Parts {
  context: CliContext
  options: RunOptions
  plan: CompiledPlan
  signals: StopSignals
}

/** Nobody needs to be told of what is over sooner. */
const PATIENCE_MS = 1000

/**
 * Returns what was found, for the report.
 * @throws PreflightRefusal with --strict
 * @throws RunNotStartedError when an engine fails, or a signal came
 */
export async function lookBeforehand(
  preflights: Preflights,
  scenario: number,
  processes: number,
  { context, options, plan, signals }: Parts,
): Promise<string[]> {
  const { paint } = context.err
  const stop = new AbortController()
  const detach = signals.attach({ stop: () => stop.abort() }, () => {})
  const patience = setTimeout(() => {
    if (!options.quiet)
      context.say(paint.dim('Trying one iteration of each user first (--no-preflight leaves it out) …'))
  }, PATIENCE_MS)
  try {
    const { findings, isUnreachable } = await preflights.look(scenario, processes, stop.signal)
    if (signals.first !== null) throw new RunNotStartedError('It was stopped.', false)
    const sentences = findings.map(({ sentence }) => sentence)
    for (const sentence of sentences) context.say(`${paint.yellow('warning:')} ${plainText(sentence)}`)
    if (options.strict && sentences.length > 0) {
      const name = plan.scenarios[scenario]!.name
      throw new PreflightRefusal(`Scenario ${name} was not started, because of --strict and the above.`, isUnreachable)
    }
    return sentences
  } finally {
    clearTimeout(patience)
    detach()
  }
}
