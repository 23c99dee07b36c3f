/**
 * The fields that HAR 1.2 requires, and their types, as the public JSON Schemas of the format have them (har-schema, lib/*.json).
 * Written down by hand from the specification, so that the writer is held to something other than itself.
 */
type Check = (value: unknown, path: string) => string[]

const text: Check = (value, path) => (typeof value === 'string' ? [] : [`${path} is no text`])
const number: Check = (value, path) =>
  typeof value === 'number' && Number.isFinite(value) ? [] : [`${path} is no number`]
const integer: Check = (value, path) => (Number.isInteger(value) ? [] : [`${path} is no integer`])
/** A duration, or −1. */
const timing: Check = (value, path) => [
  ...number(value, path),
  ...((value as number) >= -1 ? [] : [`${path} is below −1`]),
]
const moment: Check = (value, path) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/.test(value)
    ? []
    : [`${path} is no moment`]

function list(item: Check): Check {
  return (value, path) =>
    Array.isArray(value) ? value.flatMap((one, index) => item(one, `${path}[${index}]`)) : [`${path} is no list`]
}

function object(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path} is no object`]
    const known = { ...required, ...optional }
    const problems = Object.keys(required).flatMap((name) => (name in value ? [] : [`${path}.${name} is missing`]))
    for (const [name, member] of Object.entries(value)) {
      const check = known[name]
      if (check) problems.push(...check(member, `${path}.${name}`))
      // Own fields begin with an underscore.
      else if (!name.startsWith('_')) problems.push(`${path}.${name} is not part of the format`)
    }
    return problems
  }
}

const comment = { comment: text }
const pairs = list(object({ name: text, value: text }, comment))
const cookies = list(object({ name: text, value: text }, { path: text, domain: text, expires: moment, ...comment }))
const message = { httpVersion: text, cookies, headers: pairs, headersSize: integer, bodySize: integer }
const entry = object(
  {
    startedDateTime: moment,
    time: timing,
    request: object(
      { method: text, url: text, queryString: pairs, ...message },
      { postData: object({ mimeType: text }, { text, params: list(object({ name: text })), ...comment }), ...comment },
    ),
    response: object(
      {
        status: integer,
        statusText: text,
        content: object({ size: integer, mimeType: text }, { text, compression: integer, encoding: text, ...comment }),
        redirectURL: text,
        ...message,
      },
      comment,
    ),
    cache: object({}),
    timings: object(
      { send: timing, wait: timing, receive: timing },
      { dns: timing, connect: timing, blocked: timing, ssl: timing, ...comment },
    ),
  },
  { pageref: text, serverIPAddress: text, connection: text, ...comment },
)

const har = object({
  log: object(
    { version: text, creator: object({ name: text, version: text }, comment), entries: list(entry) },
    { pages: list(object({ startedDateTime: moment, id: text, title: text, pageTimings: object({}) })), ...comment },
  ),
})

/** Everything that is wrong with it; empty when nothing is. */
export function harProblems(value: unknown): string[] {
  return har(value, 'har')
}
