/** What the start dialog holds, and how it becomes a question to the host. */
import { capacityName } from '../../../core/capacity/capacityName.ts'
import type { Params } from '../../../contract/method.ts'
import type { runsMethods } from '../../../contract/methods/runs.ts'
import type { StartSubject } from './startDialog.ts'

export interface EnvironmentRow {
  name: string
  value: string
  /** Shown as dots, and forgotten when the dialog is closed. */
  isSecret: boolean
}

/** Empty: as the plan says. */
export interface StartForm {
  plan: string
  scenario: string
  build: string
  host: string
  users: string
  spawnRate: string
  runTime: string
  environment: EnvironmentRow[]
}

export const FIELDS = ['plan', 'scenario', 'build', 'host', 'users', 'spawnRate', 'runTime', 'environment'] as const
export type StartField = (typeof FIELDS)[number]
export type FieldErrors = Partial<Record<StartField, string>>

export function emptyForm(plan = '', scenario = ''): StartForm {
  return { plan, scenario, build: '', host: '', users: '', spawnRate: '', runTime: '', environment: [] }
}

/** What the dialog opens with: as the same was started last, but a run that is run again with its own build and target. */
export function firstForm(subject: StartSubject, last: StartForm | null): StartForm {
  const form = last ?? emptyForm(subject.plan, subject.scenario)
  return { ...form, build: subject.build ?? form.build, host: subject.host ?? form.host }
}

/**
 * The scenario of a plan that a dialog opened for `wanted` begins with. A run of a search for capacity is run again as the scenario that was
 * searched.
 *
 * @returns null where the plan has no such scenario: another one is not what was asked for
 */
export function scenarioFor(wanted: string, names: readonly string[]): string | null {
  if (wanted === '') return names[0] ?? null
  return names.find((name) => name === wanted) ?? names.find((name) => capacityName(name) === wanted) ?? null
}

export type StartParams = Params<(typeof runsMethods)['runs.start']>

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
const LONGEST_NAME = 200
const LONGEST_VALUE = 10_000

/** What the host would refuse without a word about the field: everything else is the host's to judge. */
export function findErrors(form: StartForm): FieldErrors {
  const errors: FieldErrors = {}
  if (form.plan === '') errors.plan = 'Choose a plan.'
  else if (form.scenario === '') errors.scenario = 'Choose a scenario.'
  for (const [field, longest] of [
    ['build', 200],
    ['host', 2000],
    ['users', 20],
    ['spawnRate', 20],
    ['runTime', 20],
  ] as const) {
    if (form[field].trim().length > longest) errors[field] = `At most ${longest} characters.`
  }
  const environment = environmentError(form.environment)
  if (environment !== null) errors.environment = environment
  return errors
}

function environmentError(rows: readonly EnvironmentRow[]): string | null {
  const names = new Set<string>()
  for (const { name: written, value, isSecret } of rows) {
    const name = written.trim()
    if (name === '' && value === '') continue
    if (name === '') return 'A value has no name.'
    if (name.length > LONGEST_NAME) return `A name has at most ${LONGEST_NAME} characters.`
    if (!NAME.test(name)) return `"${name}" is no name: letters, digits and _ make one.`
    if (names.has(name)) return `${name} is there twice.`
    // Its name came from the last start: an empty value would stand in for that of the system's environment.
    if (isSecret && value === '') return `${name} has no value: write it, or remove the row.`
    if (value.length > LONGEST_VALUE) return `The value of ${name} is too long: at most 10,000 characters.`
    names.add(name)
  }
  return null
}

export function startParams(form: StartForm): StartParams {
  const rows = form.environment.filter(({ name }) => name.trim() !== '')
  return {
    plan: form.plan,
    scenario: form.scenario,
    build: form.build.trim(),
    host: form.host.trim(),
    users: form.users.trim(),
    spawnRate: form.spawnRate.trim(),
    runTime: form.runTime.trim(),
    // Object.fromEntries makes own properties, also of `__proto__`.
    environment: Object.fromEntries(rows.map(({ name, value }) => [name.trim(), value])),
  }
}

/** The fields as the host's sentences call them: by their labels. Small letters are words, not labels. */
const FIELD_NAMES: readonly [StartField, RegExp][] = [
  ['spawnRate', /\bSpawn rate\b/],
  ['runTime', /\bRun time\b/],
  ['users', /\bUsers\b/],
  ['host', /\bTarget\b/],
  ['build', /\bBuild\b/],
  ['environment', /\bname of a variable\b|\bEnvironment\b/],
]

/** The field that a refusal names first; null when it is about the plan, or everything. */
export function fieldOf(message: string): StartField | null {
  const named = FIELD_NAMES.map(([field, pattern]) => ({ field, at: message.search(pattern) }))
    .filter(({ at }) => at >= 0)
    .toSorted((one, other) => one.at - other.at)
  // Sentences about the load begin with the scenario whose load it is: that names no field unless nothing else does.
  return named[0]?.field ?? (/^(?:there is no )?scenario\b/i.test(message) ? 'scenario' : null)
}

/** Names whose values are better not seen, as the plan's checks have it. */
export function looksSecret(name: string): boolean {
  return /secret|token|passw|pwd|credential|api_?key|private|auth/i.test(name)
}

/**
 * What the next start of the same begins with: build, target and environment without its secrets. Not the load: that is the plan's,
 * unless somebody says otherwise each time.
 */
export function forNextTime(form: StartForm): StartForm {
  return {
    ...form,
    users: '',
    spawnRate: '',
    runTime: '',
    environment: form.environment.map((row) => (row.isSecret ? { ...row, value: '' } : { ...row })),
  }
}
