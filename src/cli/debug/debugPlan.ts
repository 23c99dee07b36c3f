/** Debugs one iteration: reads the plan, shows each exchange as it happens, writes the archive, and says how it went. */
import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { Exchange } from '../../contract/engineMessages.ts'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import { spellOutControls } from '../../core/plan/problem.ts'
import { parsedFailure, parsedValue, type Parsed } from '../../core/units/parsed.ts'
import { codeReader } from '../../host/plans/codeReader.ts'
import { loadPlan } from '../../host/plans/loadPlan.ts'
import { reasonOf } from '../../host/plans/planFolder.ts'
import { debugRun, type DebugRequest } from '../../host/runs/debugRun.ts'
import { childProcessEngines } from '../../host/runs/engineProcess.ts'
import { RunNotStartedError } from '../../host/runs/prepareEngines.ts'
import { CommandError, type CliContext } from '../cliContext.ts'
import { problemLines } from '../plan/problemLines.ts'
import { readAssignments } from '../run/runOptions.ts'
import { readOverrides } from '../../host/runs/overrides.ts'
import { parsedOrRefused } from '../../host/runs/runRefusal.ts'
import { plainText } from '../terminal/plainText.ts'
import { chooseTask } from './chooseTask.ts'
import { debugOutcome, type DebugOutcome } from './debugOutcome.ts'
import { exchangeLines } from './exchangeLines.ts'
import { harOf } from './har.ts'
import { socketOfStep } from './socketOfStep.ts'

export interface DebugFlags {
  user?: string
  task?: string
  har?: string
  json?: boolean
  host?: string
  env?: string[]
  seed?: string
}

const SCHEMA_VERSION = 1

/** @throws CommandError before anything was sent, and when the archive cannot be written */
export async function debugPlan(planFile: string, flags: DebugFlags, context: CliContext): Promise<void> {
  const { environment } = context
  const { LOADWRIGHT_HOST, LOCUST_HOST } = environment
  // Users and times of a run mean nothing here, so that nobody is stopped by what is wrong with them.
  const { target } = readOverrides(flags.host === undefined ? {} : { host: flags.host }, {
    LOADWRIGHT_HOST,
    LOCUST_HOST,
  })
  const seed = flags.seed === undefined ? randomInt(2 ** 32) : parsedOrRefused('--seed', flags.seed, parseSeed)
  const loaded = await loadPlan(planFile, {
    environment: { ...environment, ...readAssignments(flags.env ?? []) },
    readCode: codeReader(childProcessEngines(context.engineFile)),
  })
  for (const line of problemLines(loaded, context.err)) context.say(line)
  if (loaded.plan === null) {
    context.exitWith(EXIT_CODES.usage)
    return
  }
  const plan = { ...loaded.plan, target: target?.value ?? loaded.plan.target }
  const request = { plan, seed, ...chooseTask(plan, flags.user ?? null, flags.task ?? null) }
  if (flags.json !== true) sayWhat(request, context)
  const { exchanges, stoppedBy } = await hearAll(request, flags.json === true, context)
  const outcome = debugOutcome(exchanges, plan.target, stoppedBy)
  if (flags.json === true) context.print(jsonText(request, exchanges, outcome))
  context.exitWith(outcome.exitCode)
  if (flags.har !== undefined) await writeHar(flags.har, exchanges, plan, context)
  sayHow(outcome, context)
}

/** Which user does what, and what else there is to debug. */
function sayWhat({ plan, userType, task, seed }: DebugRequest, context: CliContext): void {
  const { paint } = context.err
  const user = plan.users[userType]!
  const names = [plan.name, user.name, user.tasks[task]!.name].map(plainText)
  context.say(`${paint.bold(names.join(' · '))}${paint.dim(` · ${plainText(plan.target)} · --seed ${seed}`)}`)
  const others = plan.users.flatMap((other, index) =>
    other.tasks
      .filter((_, at) => index !== userType || at !== task)
      .map(({ name }) => `${plainText(other.name)}: ${plainText(name)}`),
  )
  const left = others.length - 5
  if (others.length > 0) {
    context.say(
      paint.dim(
        `other tasks, with --user and --task: ${others.slice(0, 5).join(', ')}${left > 0 ? ` and ${left} more` : ''}`,
      ),
    )
  }
  context.say('')
}

interface Heard {
  exchanges: Exchange[]
  stoppedBy: 'sigint' | 'sigterm' | null
}

async function hearAll(request: DebugRequest, isQuiet: boolean, context: CliContext): Promise<Heard> {
  const exchanges: Exchange[] = []
  const stop = new AbortController()
  let stoppedBy: Heard['stoppedBy'] = null
  const onSignal = (signal: NodeJS.Signals): void => {
    stoppedBy ??= signal === 'SIGINT' ? 'sigint' : 'sigterm'
    stop.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  try {
    for await (const exchange of debugRun(request, childProcessEngines(context.engineFile), stop.signal)) {
      exchanges.push(exchange)
      if (!isQuiet) context.print(`${exchangeLines(exchange, context.out).join('\n')}\n`)
    }
  } catch (error) {
    if (!(error instanceof RunNotStartedError) || error.bug) throw error
    throw new CommandError(EXIT_CODES.usage, error.message)
  } finally {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
  return { exchanges, stoppedBy }
}

function jsonText({ plan, userType, task, seed }: DebugRequest, exchanges: Exchange[], outcome: DebugOutcome): string {
  const user = plan.users[userType]!
  const answer = {
    schemaVersion: SCHEMA_VERSION,
    plan: plan.name,
    target: plan.target,
    user: user.name,
    task: user.tasks[task]!.name,
    seed,
    outcome,
    exchanges,
  }
  // Control characters spelt out are the same JSON.
  return `${JSON.stringify(answer, null, 2).split('\n').map(spellOutControls).join('\n')}\n`
}

async function writeHar(file: string, exchanges: Exchange[], plan: CompiledPlan, context: CliContext): Promise<void> {
  const har = harOf(exchanges, { version: context.version, socketOf: socketOfStep(plan) })
  try {
    await writeFile(file, `${JSON.stringify(har, null, 2)}\n`)
  } catch (error) {
    throw new CommandError(EXIT_CODES.notWritten, `The archive could not be written: ${file} ${reasonOf(error)}.`)
  }
  context.say(`written  ${plainText(file)}`)
}

function sayHow({ exitCode, sentence }: DebugOutcome, context: CliContext): void {
  const { paint } = context.err
  const isOk = exitCode === EXIT_CODES.ok
  const word = isOk ? paint.green(paint.bold('✓ OK')) : paint.red(paint.bold('✕ FAIL'))
  context.say(`${word}  ${plainText(sentence)}${isOk ? '' : paint.dim(`  exit ${exitCode}`)}`)
}

function parseSeed(text: string): Parsed<number> {
  const seed = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  return seed <= Number.MAX_SAFE_INTEGER
    ? parsedValue(seed)
    : parsedFailure('a whole number from 0 to 9007199254740991')
}
