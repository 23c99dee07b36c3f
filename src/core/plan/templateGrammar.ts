/** Cuts a text at its `{{…}}` and reads what stands inside. What the names mean is looked up later (template.ts). */
import type { TemplateCall } from './compiledPlan.ts'
import { nearestName } from './nearest.ts'

export interface TemplateExpression {
  /** Where `{{` stands in the text, and how long `{{…}}` is. */
  index: number
  length: number
  content: { kind: 'reference'; dotted: string[] } | { kind: 'call'; call: TemplateCall }
}

export interface TemplateFault {
  index: number
  length: number
  message: string
  expected: string
  suggestion: string | null
}

export interface TemplateText {
  pieces: (string | TemplateExpression)[]
  faults: TemplateFault[]
}

const FUNCTIONS = ['uuid', 'now', 'timestamp', 'user', 'iteration', 'int', 'oneOf'] as const
const FUNCTION_FORMS =
  '{{$uuid}}, {{$now}}, {{$timestamp}}, {{$int(1,100)}}, {{$oneOf(a,b)}}, {{$user}} or {{$iteration}}'

/** `\{{` stands for the two braces themselves. */
export function parseTemplate(text: string): TemplateText {
  const result: TemplateText = { pieces: [], faults: [] }
  let literal = ''
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('{{', at)
    if (open < 0) break
    if (text[open - 1] === '\\') {
      literal += `${text.slice(at, open - 1)}{{`
      at = open + 2
      continue
    }
    literal += text.slice(at, open)
    const close = text.indexOf('}}', open + 2)
    if (close < 0) {
      result.faults.push({
        index: open,
        length: text.length - open,
        message: 'This {{ is never closed.',
        expected: '}} behind the name, or \\{{ for the characters themselves',
        suggestion: null,
      })
      return result
    }
    const content = parseExpression(text.slice(open + 2, close).trim())
    const place = { index: open, length: close + 2 - open }
    if ('message' in content) result.faults.push({ ...place, ...content })
    else {
      if (literal !== '') result.pieces.push(literal)
      literal = ''
      result.pieces.push({ ...place, content })
    }
    at = close + 2
  }
  literal += text.slice(at)
  if (literal !== '') result.pieces.push(literal)
  return result
}

type Fault = Omit<TemplateFault, 'index' | 'length'>

function parseExpression(inside: string): TemplateExpression['content'] | Fault {
  if (inside.startsWith('$')) return parseCall(inside)
  const dotted = inside.split('.')
  if (inside === '' || dotted.some((part) => part.trim() === '')) {
    return { message: 'There is no name between {{ and }}.', expected: 'a name such as {{token}}', suggestion: null }
  }
  if (/[{}()|]/.test(inside)) {
    return {
      message: 'Templates hold a name, not an expression.',
      expected: `a name such as {{token}}, or ${FUNCTION_FORMS}`,
      suggestion: null,
    }
  }
  return { kind: 'reference', dotted: dotted.map((part) => part.trim()) }
}

function parseCall(inside: string): TemplateExpression['content'] | Fault {
  const match = /^\$([A-Za-z]*)\s*(?:\(([\s\S]*)\))?$/.exec(inside)
  const name = match?.[1] ?? ''
  const argumentText = match?.[2]
  switch (name) {
    case 'uuid':
    case 'now':
    case 'timestamp':
    case 'user':
    case 'iteration':
      if (argumentText !== undefined && argumentText.trim() !== '')
        return { message: `$${name} takes nothing in brackets.`, expected: `{{$${name}}}`, suggestion: null }
      return { kind: 'call', call: { name } }
    case 'int':
      return parseInt(argumentText ?? '')
    case 'oneOf':
      return parseOneOf(argumentText ?? '')
    default: {
      const nearest = nearestName(name, FUNCTIONS)
      return {
        message: 'There is no such function.',
        expected: FUNCTION_FORMS,
        suggestion: nearest === null ? null : `$${nearest}`,
      }
    }
  }
}

function parseInt(argumentText: string): TemplateExpression['content'] | Fault {
  const [min, max, ...more] = argumentText.split(',').map((part) => part.trim())
  const low = Number(min)
  const high = Number(max)
  const areWhole = /^-?\d+$/.test(min ?? '') && /^-?\d+$/.test(max ?? '') && more.length === 0
  if (
    !areWhole ||
    !Number.isSafeInteger(low) ||
    !Number.isSafeInteger(high) ||
    low > high ||
    high - low > Number.MAX_SAFE_INTEGER
  ) {
    return {
      message: '$int takes two whole numbers, the smaller first.',
      expected: '{{$int(1,100)}}',
      suggestion: null,
    }
  }
  return { kind: 'call', call: { name: 'int', min: low, max: high } }
}

function parseOneOf(argumentText: string): TemplateExpression['content'] | Fault {
  const options = splitArguments(argumentText)
  if (options === null || options.length === 0)
    return { message: '$oneOf takes at least one text.', expected: '{{$oneOf(a,b)}}', suggestion: null }
  return { kind: 'call', call: { name: 'oneOf', options } }
}

/** At commas; quotes keep commas and spaces. Null when a quote is not closed. */
function splitArguments(text: string): string[] | null {
  if (text.trim() === '') return []
  const part = /\s*(?:"([^"]*)"|'([^']*)'|([^,"']*))\s*(,|$)/y
  const parts: string[] = []
  for (;;) {
    const match = part.exec(text)
    if (match === null) return null
    parts.push(match[1] ?? match[2] ?? (match[3] ?? '').trim())
    if (match[4] === '') return parts
  }
}
