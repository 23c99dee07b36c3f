// Taking values out of a response for the steps that follow. What is not found fails the request: a load test that goes on
// with a missing id measures an error page.
import type { Extraction } from '../../core/plan/compiledPlan.ts'
import { headerValues } from './expectation.ts'
import { unusableReason } from './invalidValue.ts'
import { compileJsonPath } from './jsonPath.ts'
import type { ResponseView } from './response.ts'
import type { Scope } from './scope.ts'
import { excerptOf } from './valueText.ts'

export interface CompiledExtractions {
  readonly count: number
  readonly needsBody: boolean
  /**
   * Sets the slots of everything that is found. Null when all was; else the sentence which extraction failed, and the slot
   * of that one keeps what it had. Never throws.
   */
  run(view: ResponseView, scope: Scope): string | null
  /** What the slots hold, for `loadwright debug`; unset ones are left out. */
  values(scope: Scope): { name: string; value: string }[]
}

interface Extractor {
  slot: number
  name: string
  /** Undefined when nothing was found. Errors of unusableReason: nothing was found for that reason. */
  find(view: ResponseView, scope: Scope): unknown
  /** `no $.token in the body` */
  missing: string
}

/** Patterns were checked when the plan was read. */
export function compileExtractions(list: readonly Extraction[]): CompiledExtractions {
  const extractors = list.map(compileExtraction)
  return {
    count: extractors.length,
    needsBody: list.some(({ from }) => from.kind === 'json' || from.kind === 'regex'),
    run(view, scope) {
      let failure: string | null = null
      for (let i = 0; i < extractors.length; i++) {
        const extractor = extractors[i] as Extractor
        const sentence = extractInto(extractor, view, scope)
        failure ??= sentence
      }
      return failure
    },
    values: (scope) =>
      extractors
        .filter(({ slot }) => scope.slots[slot] !== undefined)
        .map(({ slot, name }) => ({ name, value: excerptOf(scope.slots[slot], 200) })),
  }
}

function extractInto(extractor: Extractor, view: ResponseView, scope: Scope): string | null {
  try {
    const value = extractor.find(view, scope)
    if (value === undefined) return `${extractor.name} was not found: ${extractor.missing}`
    scope.slots[extractor.slot] = value
    return null
  } catch (error) {
    return `${extractor.name} was not found: ${unusableReason(error)}`
  }
}

function compileExtraction({ slot, name, from, pick }: Extraction): Extractor {
  switch (from.kind) {
    case 'json': {
      const query = compileJsonPath(from.path)
      const missing = `no ${query.text} in the body`
      // A plain path finds one value: which one to pick is no question, except that `all` makes a list of it.
      if (pick === 'first' || (query.singular && pick !== 'all')) {
        return { slot, name, missing, find: (view) => query.first(view.json()) }
      }
      return { slot, name, missing, find: (view, scope) => picked(query.all(view.json()), pick, scope) }
    }
    case 'header':
      return {
        slot,
        name,
        missing: `no header ${from.name}`,
        find: (view, scope) => picked(headerValues(view, from.name), pick, scope),
      }
    case 'cookie':
      return {
        slot,
        name,
        missing: `no cookie ${from.name} is set`,
        find(view) {
          const value = view.cookie(from.name)
          return pick === 'all' && value !== undefined ? [value] : value
        },
      }
    case 'regex': {
      const { pattern, group } = from
      const missing = `nothing matches /${pattern}/`
      const once = new RegExp(pattern)
      if (pick === 'first') {
        return {
          slot,
          name,
          missing,
          find(view) {
            const text = view.text()
            const match = once.exec(text)
            return match === null ? undefined : detached(match[group], text)
          },
        }
      }
      const every = new RegExp(pattern, 'g')
      return {
        slot,
        name,
        missing,
        find(view, scope) {
          const text = view.text()
          const groups: string[] = []
          // matchAll works on a copy of the pattern, so no position is left behind for the next user.
          for (const match of text.matchAll(every))
            if (match[group] !== undefined) groups.push(detached(match[group], text))
          return picked(groups, pick, scope)
        },
      }
    }
    default: {
      const unknown: never = from
      throw new TypeError(`Unknown extraction ${JSON.stringify(unknown)}`)
    }
  }
}

function picked(found: readonly unknown[], pick: Extraction['pick'], scope: Scope): unknown {
  if (found.length === 0) return undefined
  switch (pick) {
    case 'first':
      return found[0]
    case 'last':
      return found[found.length - 1]
    case 'random':
      return scope.random.pick(found)
    case 'all':
      return found
    default: {
      const unknown: never = pick
      throw new TypeError(`Unknown pick ${String(unknown)}`)
    }
  }
}

/** From this length on, a part of a text that a user keeps would hold on to too much. */
const LARGE_TEXT_CHARACTERS = 4096

/** A part of a large text as a text of its own: V8's substrings keep the whole text alive, and a user keeps its variables. */
function detached<T extends string | undefined>(part: T, whole: string): T {
  if (part === undefined || whole.length < LARGE_TEXT_CHARACTERS) return part
  return Buffer.from(part, 'utf16le').toString('utf16le') as T
}
