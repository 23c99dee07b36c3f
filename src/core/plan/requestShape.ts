/** The shape of what HTTP requests carry: headers, query, bodies. */
import { anyTextLeaf, numberLeaf, positiveDurationLeaf, textLeaf } from './leaves.ts'
import { authShape } from './authentication.ts'
import { expectShape, extractShape } from './responseShape.ts'
import type { Key, MapShape, Shape } from './shape.ts'

const anything: Shape = { kind: 'anything' }

const headersShapeMap: Shape = {
  kind: 'record',
  what: 'headers: names and texts',
  of: anyTextLeaf,
  keyFault: (name) => (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) ? null : 'the name of a header, such as accept'),
}

export const headersShape: Shape = { kind: 'named', name: 'headers', shape: () => headersShapeMap }

export const endpointName: Key = {
  shape: textLeaf('a name for the endpoint'),
  description: 'Name under which this is counted.',
}

const fileBody: MapShape = {
  kind: 'map',
  what: 'a file',
  keys: {
    file: {
      shape: textLeaf('a file beside the plan'),
      description: 'A file beside the plan, sent as it is.',
      required: true,
    },
    contentType: { shape: textLeaf('a media type'), description: 'Its media type.' },
  },
}

const filePart: MapShape = {
  ...fileBody,
  keys: {
    ...fileBody.keys,
    filename: {
      shape: textLeaf('a file name'),
      description: 'File name that is sent; the name of the file unless given.',
    },
  },
}

const oneOrMoreTexts: Shape = {
  kind: 'either',
  what: 'a text or a list of texts',
  options: [anyTextLeaf, { kind: 'list', what: 'a list of texts', of: anyTextLeaf }],
}

export const requestKeys: Record<string, Key> = {
  headers: {
    shape: headersShape,
    description: 'Headers of this request; they win over those of the user and the settings.',
  },
  auth: { shape: authShape, description: 'Who this request is from; wins over user and settings.' },
  query: {
    shape: {
      kind: 'record',
      what: 'names and values of the query',
      of: oneOrMoreTexts,
    },
    description: 'Added to the query of the URL, percent-encoded; a list repeats the name.',
  },
  json: { shape: anything, description: 'Body as JSON. A text that is one {{name}} keeps the type of its value.' },
  form: {
    shape: {
      kind: 'record',
      what: 'names and values of the form',
      of: oneOrMoreTexts,
    },
    description: 'Body as application/x-www-form-urlencoded.',
  },
  body: {
    shape: { kind: 'either', what: 'a text or {file}', options: [anyTextLeaf, fileBody] },
    description: 'Body as text, or {file: NAME}.',
  },
  multipart: {
    shape: {
      kind: 'record',
      what: 'names and parts',
      of: { kind: 'either', what: 'a text or {file}', options: [anyTextLeaf, filePart] },
      nonEmpty: true,
    },
    description: 'Body as multipart/form-data: texts and {file, filename, contentType}.',
  },
  as: endpointName,
  expect: { shape: expectShape, description: 'What must hold for the response. Without it, 4xx and 5xx are failures.' },
  extract: { shape: extractShape, description: 'Values taken from the response, for templates.' },
  timeout: { shape: positiveDurationLeaf, description: 'For the whole request.' },
  redirects: {
    shape: numberLeaf('a whole number from 0 to 100', 0, 100, true),
    description: 'Redirects followed at most.',
  },
}

export const BODIES = ['json', 'form', 'body', 'multipart']
