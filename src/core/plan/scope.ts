/** Which names there are, who defines them, and which slot each one has. */
import { nearestName } from './nearest.ts'
import { quoted } from './problem.ts'
import type { ProblemList } from './problem.ts'
import type { SourceRange } from './sourceRange.ts'

/** Where a text stands: decides which names it may use. */
export interface Place {
  /** Users that can come here; empty: any (settings, flows that nobody uses). */
  users: string[]
  /** In `variables`: only these plan variables are known yet; null elsewhere. */
  knownVariables: ReadonlySet<string> | null
}

export interface DataColumns {
  /** Null when the file cannot be read; then every column passes, the file is the problem. */
  columns: string[] | null
  used: Map<string, number>
}

export interface Scope {
  slots: string[]
  /** The slot of a name that steps define or use. */
  slotOf(name: string): number
  /** What `{{a.b.c}}` means; null after reporting why it means nothing. */
  resolve(dotted: string[], place: Place, range: SourceRange): { slot: number; path: string[] } | null
  /** Whether a slot holds a secret: those may not become part of names, which are kept. */
  isSecret(slot: number): boolean
  /** Reports a name that steps may not define, since it belongs to `secrets` or `data`. */
  mayDefine(name: string, range: SourceRange): boolean
}

export interface ScopeNames {
  variables: ReadonlySet<string>
  secrets: ReadonlySet<string>
  data: ReadonlyMap<string, DataColumns>
  /** Names that steps define, by the users who can run those steps. */
  byUser: ReadonlyMap<string, ReadonlySet<string>>
  /** Names that any steps define, also those of flows that nobody uses. */
  bySteps: ReadonlySet<string>
}

export function createScope(names: ScopeNames, problems: ProblemList): Scope {
  const slots: string[] = []
  const slotByName = new Map<string, number>()

  function slotOf(name: string): number {
    const known = slotByName.get(name)
    if (known !== undefined) return known
    slotByName.set(name, slots.length)
    return slots.push(name) - 1
  }

  // In this order, so that slots do not depend on where a name is used first.
  for (const name of [...names.variables, ...names.secrets, ...names.bySteps]) slotOf(name)

  function resolve(dotted: string[], place: Place, range: SourceRange): { slot: number; path: string[] } | null {
    const [name = '', ...path] = dotted
    const data = names.data.get(name)
    if (data !== undefined) return resolveColumn(name, data, path.join('.'), range)
    if (names.secrets.has(name) || (names.variables.has(name) && place.knownVariables?.has(name) !== false)) {
      return { slot: slotOf(name), path }
    }
    if (place.knownVariables !== null) return unknownInVariables(name, place.knownVariables, range)
    if (!names.bySteps.has(name)) return unknown(name, range)
    warnIfOthers(name, place, range)
    return { slot: slotOf(name), path }
  }

  function resolveColumn(
    name: string,
    data: DataColumns,
    column: string,
    range: SourceRange,
  ): { slot: number; path: string[] } | null {
    if (column === '') {
      problems.add(range, {
        message: `${quoted(name)} is a data file; a template takes one of its columns.`,
        expected: `{{${name}.${data.columns?.[0] ?? 'column'}}}`,
      })
      return null
    }
    if (data.columns !== null && !data.columns.includes(column)) {
      problems.add(range, {
        message: `${quoted(name)} has no column ${quoted(column)}.`,
        expected: `one of ${data.columns.slice(0, 30).join(', ')}`,
        suggestion: problems.full ? null : nearestName(column, data.columns),
      })
      return null
    }
    const slot = slotOf(`${name}.${column}`)
    data.used.set(column, slot)
    return { slot, path: [] }
  }

  function unknownInVariables(name: string, known: ReadonlySet<string>, range: SourceRange): null {
    if (names.variables.has(name)) {
      problems.add(range, {
        message: `${quoted(name)} is not known yet: a variable may use those above it.`,
        expected: 'a variable that stands above',
      })
    } else if (names.bySteps.has(name)) {
      problems.add(range, {
        message: `${quoted(name)} is not known yet: steps define it, variables are evaluated before.`,
        expected: 'a variable that stands above, a secret or a data column',
      })
    } else unknown(name, range, known)
    return null
  }

  function unknown(name: string, range: SourceRange, variables: Iterable<string> = names.variables): null {
    const candidates = [
      ...variables,
      ...names.secrets,
      ...names.bySteps,
      ...[...names.data.keys()].map((each) => `${each}.`),
    ]
    const suggestion = problems.full ? null : nearestName(name, candidates)
    problems.add(range, {
      message: `Nothing defines ${quoted(name)}.`,
      expected: 'a variable, a secret, data.column, or a name that a step sets or extracts',
      suggestion,
    })
    return null
  }

  function warnIfOthers(name: string, place: Place, range: SourceRange): void {
    if (place.users.length === 0 || place.users.some((user) => names.byUser.get(user)?.has(name) === true)) return
    const definers = [...names.byUser].filter(([, defined]) => defined.has(name)).map(([user]) => quoted(user))
    const who = definers.length === 0 ? 'a flow that nobody uses' : definers.slice(0, 3).join(', ')
    problems.add(range, {
      severity: 'warning',
      message: `${place.users.slice(0, 3).map(quoted).join(', ')} never set ${quoted(name)}; only ${who} does. It will be empty here.`,
      expected: 'a step of this user that sets or extracts it',
    })
  }

  return {
    slots,
    slotOf,
    resolve,
    isSecret: (slot) => names.secrets.has(slots[slot] ?? ''),
    mayDefine(name, range) {
      const owner = names.secrets.has(name) ? 'secret' : names.data.has(name) ? 'data source' : null
      if (owner === null) return true
      problems.add(range, {
        message: `${quoted(name)} is a ${owner} and cannot be set by a step.`,
        expected: 'another name',
      })
      return false
    },
  }
}
