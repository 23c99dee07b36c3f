/** The shape of what is expected of and taken from responses and messages. */
import { numberLeaf, oneOfLeaf, positiveDurationLeaf, sizeLeaf, statusLeaf, textLeaf, timeLeaf } from './leaves.ts'
import type { Shape } from './shape.ts'
import { variableNameFault } from './variableName.ts'

const anything: Shape = { kind: 'anything' }
const nameShape = textLeaf('a name')

function listOrOne(what: string, of: Shape): Shape {
  return { kind: 'either', what, options: [of, { kind: 'list', what: `a list of ${what}`, of, nonEmpty: true }] }
}

const extractFrom: Shape = {
  kind: 'either',
  what: 'a JSONPath ($.id), {header}, {regex, group} or {cookie}',
  options: [
    textLeaf('a JSONPath such as $.id'),
    {
      kind: 'map',
      what: 'an extraction',
      keys: {
        json: { shape: textLeaf('a JSONPath such as $.id'), description: 'JSONPath (RFC 9535) in the body.' },
        header: { shape: nameShape, description: 'A header of the response.' },
        regex: { shape: textLeaf('a regular expression'), description: 'A regular expression over the body.' },
        cookie: { shape: nameShape, description: 'A cookie, after this response.' },
        group: {
          shape: numberLeaf('a group: a whole number from 0', 0, 1000, true),
          description: 'The group of the regular expression; 1 when it has one, else 0 (all of it).',
        },
        pick: {
          shape: oneOfLeaf(['first', 'random', 'last', 'all']),
          description: 'Which of several; all gives a list.',
          default: 'first',
        },
      },
      exclusive: ['json', 'header', 'regex', 'cookie'],
    },
  ],
}

const extractShapeMap: Shape = {
  kind: 'record',
  what: 'names and where their values are found',
  of: extractFrom,
  keyFault: variableNameFault,
}

export const extractShape: Shape = { kind: 'named', name: 'extract', shape: () => extractShapeMap }

const valueTests = (what: string): Shape => ({ kind: 'record', what, of: anything, nonEmpty: true })

const expectShapeMap: Shape = {
  kind: 'map',
  what: 'expectations',
  keys: {
    status: {
      shape: listOrOne('a status code such as 201, or a class such as 2xx', statusLeaf),
      description: 'Status codes that are right: 201, [200, 204], 2xx.',
    },
    time: { shape: timeLeaf, description: 'How long the response may take: < 2s.' },
    headers: {
      shape: valueTests('names of headers and what they must be'),
      description: 'Headers: a value, exists, absent, or a comparison.',
    },
    text: {
      shape: listOrOne('a text', textLeaf('a text that the body contains')),
      description: 'Texts that the body contains.',
    },
    matches: {
      shape: listOrOne('a regular expression', textLeaf('a regular expression')),
      description: 'Regular expressions that the body matches.',
    },
    json: {
      shape: valueTests('JSONPaths and what they must find'),
      description: 'JSONPath: a value, exists, absent, or a comparison.',
    },
    size: { shape: sizeLeaf, description: 'Size of the body: < 64KB.' },
  },
}

export const expectShape: Shape = { kind: 'named', name: 'expect', shape: () => expectShapeMap }

const replyShapeMap: Shape = {
  kind: 'map',
  what: 'the message that is waited for',
  keys: {
    json: {
      shape: valueTests('JSONPaths and what they must find'),
      description: 'JSONPath: a value, exists, absent, or a comparison.',
    },
    text: { shape: textLeaf('a text that the message contains'), description: 'A text that the message contains.' },
    matches: { shape: textLeaf('a regular expression'), description: 'A regular expression that the message matches.' },
    within: { shape: positiveDurationLeaf, description: 'How long to wait; the timeout of the settings unless given.' },
    extract: { shape: extractShape, description: 'Values taken from the message: JSONPath or {regex, group}.' },
  },
}

const { within: _within, ...messageTests } = replyShapeMap.keys

export const eventShape: Shape = {
  kind: 'map',
  what: 'the event that is waited for',
  keys: {
    event: { shape: textLeaf('a type of event'), description: 'Its type; any unless given.' },
    count: {
      shape: numberLeaf('a whole number from 1', 1, 1_000_000, true),
      description: 'So many of them; the last one ends the step.',
      default: 1,
    },
    ...messageTests,
  },
}

export const replyShape: Shape = { kind: 'named', name: 'reply', shape: () => replyShapeMap }
