/** The smallest pieces of a plan: what a duration, a path or a status looks like, for the check and for editors. */
import { parseDuration } from '../units/duration.ts'
import type { Parsed } from '../units/parsed.ts'
import { parseRate } from '../units/rate.ts'
import { parseHttpVersion, parseLevel, parseStatus } from './leafGrammar.ts'
import { parseSizeExpectation, parseTimeExpectation } from './comparisonGrammar.ts'
import { parseCriterion, parseCriterionText } from './criterionGrammar.ts'
import type { JsonSchema, LeafShape } from './shape.ts'
import { parseWaitText } from './waitGrammar.ts'

/** Editors see the file before `${NAME}` is filled in, so that a placeholder is right wherever a text may stand. */
const PLACEHOLDER = '\\$\\{'

function patterned(pattern: string): JsonSchema {
  return { type: 'string', pattern: `${pattern}|${PLACEHOLDER}` }
}

function withPlaceholder(json: JsonSchema): JsonSchema {
  return { anyOf: [json, { type: 'string', pattern: PLACEHOLDER }] }
}

function grammar(what: string, parse: (text: string) => Parsed<unknown>, json: JsonSchema): LeafShape {
  return {
    kind: 'leaf',
    what,
    json,
    fault: (value, text) => {
      if (value === null) return what
      const parsed = parse(text)
      return parsed.ok ? null : parsed.expected
    },
  }
}

/** A text; numbers and booleans are taken as they are written. */
export function textLeaf(what: string): LeafShape {
  return {
    kind: 'leaf',
    what,
    json: { type: ['string', 'number', 'boolean'] },
    fault: (value, text) => (value === null || text.trim() === '' ? what : null),
  }
}

export const anyTextLeaf: LeafShape = {
  kind: 'leaf',
  what: 'a text',
  json: { type: ['string', 'number', 'boolean'] },
  fault: (value) => (value === null ? 'a text ("" for an empty one)' : null),
}

export const booleanLeaf: LeafShape = {
  kind: 'leaf',
  what: 'true or false',
  json: withPlaceholder({ type: 'boolean' }),
  fault: (value) => (typeof value === 'boolean' ? null : 'true or false'),
}

export function numberLeaf(what: string, minimum: number, maximum: number, whole: boolean): LeafShape {
  return {
    kind: 'leaf',
    what,
    json: withPlaceholder({ type: whole ? 'integer' : 'number', minimum, maximum }),
    fault: (value) => {
      const isRight =
        typeof value === 'number' && value >= minimum && value <= maximum && (!whole || Number.isInteger(value))
      return isRight ? null : what
    },
  }
}

export function oneOfLeaf(words: readonly string[]): LeafShape {
  const what = `one of ${words.join(', ')}`
  return {
    kind: 'leaf',
    what,
    json: withPlaceholder({ enum: [...words] }),
    fault: (_value, text) => (words.includes(text) ? null : what),
  }
}

export const weightLeaf = numberLeaf('a weight: a number from 0 to 1,000,000', 0, 1_000_000, false)

const DURATION = '^(?:0|(?:\\d+(?:\\.\\d+)?(?:ms|us|µs|μs|d|h|m|s))+)$'

export const durationLeaf = grammar('a duration such as 250ms, 2s, 1m30s or 2h', parseDuration, {
  anyOf: [patterned(DURATION), { const: 0 }],
})

export const positiveDurationLeaf = grammar(
  'a duration longer than 0, such as 2s',
  positiveDuration,
  patterned(DURATION),
)

function positiveDuration(text: string): Parsed<number> {
  const parsed = parseDuration(text)
  return parsed.ok && parsed.value <= 0 ? { ok: false, expected: 'a duration longer than 0, such as 2s' } : parsed
}

export const waitLeaf = grammar(
  'a duration (2s) or a range of durations (1s..3s)',
  parseWaitText,
  patterned('^(?:0|\\d[^ ]*)(?:\\.\\.\\d[^ ]*)?$'),
)

export const rateLeaf = grammar('a rate such as 50/s or 3000/m', parseRate, patterned('^\\d+(?:\\.\\d+)?/[smh]$'))

/** Users started in a second: a number, or a rate. */
export const spawnRateLeaf = grammar(
  'users per second: a number such as 5, or a rate such as 300/m',
  (text) => (/^\d+(?:\.\d+)?$/.test(text) ? { ok: true, value: Number(text) } : parseRate(text)),
  { anyOf: [{ type: 'number', exclusiveMinimum: 0 }, patterned('^\\d+(?:\\.\\d+)?(?:/[smh])?$')] },
)

export const levelLeaf = grammar('a number of users (100) or a rate of arrivals (50/s)', parseLevel, {
  anyOf: [{ type: 'integer', minimum: 0 }, patterned('^\\d+(?:\\.\\d+)?/[smh]$')],
})

export const statusLeaf = grammar('a status code such as 201, or a class such as 2xx', parseStatus, {
  anyOf: [{ type: 'integer', minimum: 100, maximum: 599 }, patterned('^[1-5](?:xx|\\d\\d)$')],
})

export const httpVersionLeaf = grammar('1.1 or 2', parseHttpVersion, { enum: [1.1, 1, '1.1', 2, '2'] })

export const timeLeaf = grammar('a comparison with a duration, such as < 2s', parseTimeExpectation, {
  type: 'string',
  pattern: `\\d(?:ms|us|µs|μs|d|h|m|s)$|${PLACEHOLDER}`,
})

export const sizeLeaf = grammar('a comparison with a size, such as < 64KB', parseSizeExpectation, {
  anyOf: [{ type: 'string', pattern: `B$|${PLACEHOLDER}|\\b0$` }, { const: 0 }],
})

export const criterionLeaf: LeafShape = {
  locate: (text) => {
    const parsed = parseCriterion(text)
    return { at: parsed.at ?? 0, length: parsed.length ?? text.length }
  },
  ...grammar('a criterion such as p95 < 500ms', parseCriterionText, {
    type: 'string',
    pattern: `[<>=!]|^stop$|${PLACEHOLDER}`,
  }),
}

export const nothingLeaf: LeafShape = {
  kind: 'leaf',
  what: 'nothing',
  json: { type: 'null' },
  fault: (value, text) => (value === null || text === '' ? null : 'null'),
}
