/** For tests: small plans, with a mark where a problem is expected. */
import type { PlanFiles } from './compilation.ts'
import type { CompiledPlan } from './compiledPlan.ts'
import type { Problem } from './problem.ts'
import { readPlan } from './readPlan.ts'
import type { PlanResult } from './readPlan.ts'
import type { Environment } from './substitution.ts'

/** Stands before the text that a problem is about. */
export const MARK = '▶'

export const fixtureFiles: PlanFiles = {
  resolve: (path) =>
    path.startsWith('missing')
      ? { ok: false, message: `\`${path}\` does not exist.`, suggestion: 'accounts.csv' }
      : { ok: true, path: `/plans/${path}` },
  csvColumns: (path) =>
    path.startsWith('empty')
      ? { ok: false, message: `\`${path}\` is empty.`, suggestion: null }
      : { ok: true, columns: ['username', 'first name'] },
}

export function readFixture(text: string, environment: Environment = {}): PlanResult {
  return readPlan({ file: 'shop.plan.yaml', text }, { environment, folder: '/plans', files: fixtureFiles })
}

/** The plan of a text that must have no errors. */
export function compiled(text: string, environment: Environment = {}): CompiledPlan {
  const { plan, problems } = readFixture(text, environment)
  if (plan === null) throw new Error(`The plan has problems:\n${problems.map(line).join('\n')}`)
  return plan
}

export function line({ line: lineNumber, column, severity, message, expected, suggestion }: Problem): string {
  return `${lineNumber}:${column} ${severity} ${message} (${expected ?? ''}) ${suggestion ?? ''}`.trim()
}

/** The text without its marks, and where they stood. */
export function unmarked(text: string): { text: string; places: { line: number; column: number }[] } {
  const places: { line: number; column: number }[] = []
  const lines = text.split('\n').map((each, index) => {
    const [first = '', ...rest] = each.split(MARK)
    let clean = first
    for (const piece of rest) {
      places.push({ line: index + 1, column: clean.length + 1 })
      clean += piece
    }
    return clean
  })
  return { text: lines.join('\n'), places }
}

interface Parts {
  top: string
  user: string
  steps: string
  load: string
  scenario: string
}

/** A right plan, of which parts may be replaced; YAML, in flow style or indented from column 1. */
export function planText(parts: Partial<Parts> = {}): string {
  const {
    top = '',
    user = '',
    steps = '- get: /items',
    load = '{ users: 10, spawnRate: 5, for: 1m }',
    scenario = '',
  } = parts
  return [
    'name: Shop',
    'target: http://127.0.0.1:8900',
    ...top.split('\n'),
    'users:',
    '  Buyer:',
    ...indented(user, 4),
    '    tasks:',
    '      - name: buy',
    '        steps:',
    ...indented(steps, 10),
    'scenarios:',
    '  smoke:',
    `    load: ${load}`,
    ...indented(scenario, 4),
    '',
  ]
    .filter((each) => each.trim() !== '')
    .join('\n')
}

function indented(text: string, spaces: number): string[] {
  return text.split('\n').map((each) => ' '.repeat(spaces) + each)
}
