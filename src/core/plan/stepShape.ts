/** The shape of steps: which kinds there are, and what each takes. */
import {
  anyTextLeaf,
  booleanLeaf,
  durationLeaf,
  numberLeaf,
  oneOfLeaf,
  positiveDurationLeaf,
  sizeLeaf,
  statusLeaf,
  textLeaf,
  timeLeaf,
  waitLeaf,
  weightLeaf,
} from './leaves.ts'
import type { Key, MapShape, Shape } from './shape.ts'

const anything: Shape = { kind: 'anything' }

function listOrOne(what: string, of: Shape): Shape {
  return { kind: 'either', what, options: [of, { kind: 'list', what: `a list of ${what}`, of, nonEmpty: true }] }
}

export const headersShape: Shape = {
  kind: 'record',
  what: 'headers: names and texts',
  of: anyTextLeaf,
  keyFault: (name) => (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) ? null : 'the name of a header, such as accept'),
}

export const waitShape: Shape = {
  kind: 'either',
  what: 'a wait: 2s, 1s..3s, {mean: 2s} or {pacing: 5s}',
  options: [
    waitLeaf,
    {
      kind: 'map',
      what: 'a wait',
      keys: {
        mean: { shape: positiveDurationLeaf, description: 'Exponentially distributed with this mean.' },
        pacing: {
          shape: positiveDurationLeaf,
          description: 'From the start of a task to the start of the next (users only).',
        },
      },
      exclusive: ['mean', 'pacing'],
    },
  ],
}

export const stepsShape: Shape = {
  kind: 'named',
  name: 'steps',
  shape: () => ({ kind: 'list', what: 'a list of steps', of: stepShape, nonEmpty: true }),
}

/** Lists of steps that may be empty (`onStop: []`). */
export const optionalStepsShape: Shape = {
  kind: 'list',
  what: 'a list of steps',
  of: { kind: 'named', name: 'step', shape: () => stepVariants },
}

const stepShape: Shape = { kind: 'named', name: 'step', shape: () => stepVariants }

const nameShape = textLeaf('a name')

/** Names that templates use. */
export const VARIABLE_NAME = /^[\p{L}_][\p{L}\p{N}_-]*$/u

export function variableNameFault(name: string): string | null {
  return VARIABLE_NAME.test(name) ? null : 'a name of letters, digits, _ and -, such as token'
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

export const extractShape: Shape = {
  kind: 'record',
  what: 'names and where their values are found',
  of: extractFrom,
  keyFault: variableNameFault,
}

const valueTests = (what: string): Shape => ({ kind: 'record', what, of: anything, nonEmpty: true })

const expectShape: Shape = {
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

const replyShape: Shape = {
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

const endpointName: Key = {
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

const requestKeys: Record<string, Key> = {
  headers: {
    shape: headersShape,
    description: 'Headers of this request; they win over those of the user and the settings.',
  },
  query: {
    shape: {
      kind: 'record',
      what: 'names and values of the query',
      of: {
        kind: 'either',
        what: 'a text or a list of texts',
        options: [anyTextLeaf, { kind: 'list', what: 'a list of texts', of: anyTextLeaf }],
      },
    },
    description: 'Added to the query of the URL, percent-encoded; a list repeats the name.',
  },
  json: { shape: anything, description: 'Body as JSON. A text that is one {{name}} keeps the type of its value.' },
  form: {
    shape: {
      kind: 'record',
      what: 'names and values of the form',
      of: {
        kind: 'either',
        what: 'a text or a list of texts',
        options: [anyTextLeaf, { kind: 'list', what: 'a list of texts', of: anyTextLeaf }],
      },
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

const BODIES = ['json', 'form', 'body', 'multipart']

function httpStep(method: string): MapShape {
  const url: Key = {
    shape: textLeaf('a path such as /api/items, or a URL'),
    description: `${method.toUpperCase()} this path or URL.`,
    required: true,
  }
  return { kind: 'map', what: `a ${method} step`, keys: { [method]: url, ...requestKeys }, exclusive: BODIES }
}

const replyKey: Key = { shape: replyShape, description: 'Waits for this answer and times it.' }

const branchShape: Shape = {
  kind: 'map',
  what: 'a branch: weight and steps',
  keys: {
    weight: { shape: weightLeaf, description: 'How often, relative to the others.', default: 1 },
    steps: { shape: stepsShape, description: 'What is done.', required: true },
  },
}

const repeatShape: Shape = {
  kind: 'either',
  what: '{times}, {until, every, atMost} or {over, as}',
  options: [
    textLeaf('a number of times'),
    {
      kind: 'map',
      what: 'a loop',
      keys: {
        times: { shape: textLeaf('a number of times'), description: 'So many times: a number or "{{name}}".' },
        until: {
          shape: textLeaf('a condition such as "{{status}} == completed"'),
          description: 'The steps run, then this is looked at.',
        },
        every: { shape: durationLeaf, description: 'Pause between rounds.', default: '1s' },
        atMost: {
          shape: numberLeaf('a whole number from 1', 1, 1_000_000, true),
          description: 'Rounds, before giving up.',
          default: 100,
        },
        over: { shape: anything, description: 'A list: "{{name}}", or written out.' },
        as: { shape: textLeaf('a name'), description: 'Name of the item in the steps.' },
      },
      exclusive: ['times', 'until', 'over'],
    },
  ],
}

const steps: Key = { shape: stepsShape, description: 'The steps inside.', required: true }

export const STEP_METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const

const stepVariants: Shape = {
  kind: 'variants',
  what: 'a step',
  variants: {
    ...Object.fromEntries(STEP_METHODS.map((method) => [method, httpStep(method)])),
    request: {
      kind: 'map',
      what: 'a request step',
      keys: {
        request: {
          shape: {
            kind: 'map',
            what: 'method and url',
            keys: {
              method: { shape: textLeaf('a method'), description: 'Any HTTP method.', required: true },
              url: { shape: textLeaf('a path or URL'), description: 'A path or URL.', required: true },
            },
          },
          description: 'A request with any method.',
          required: true,
        },
        ...requestKeys,
      },
      exclusive: BODIES,
    },
    websocket: {
      kind: 'map',
      what: 'a websocket step',
      keys: {
        websocket: {
          shape: textLeaf('a path such as /ws, or a ws:// URL'),
          description: 'Opens a WebSocket there.',
          required: true,
        },
        steps: { shape: stepsShape, description: 'What is done while it is open; then it is closed.', required: true },
        background: {
          shape: booleanLeaf,
          description: 'Keeps it open beside what follows, until the user stops.',
          default: false,
        },
        headers: requestKeys['headers'] as Key,
        query: requestKeys['query'] as Key,
        as: endpointName,
        timeout: { shape: positiveDurationLeaf, description: 'For opening it.' },
      },
    },
    send: {
      kind: 'map',
      what: 'a send step',
      keys: {
        send: { shape: anything, description: 'Sends a text; a map or a list is sent as JSON.', required: true },
        reply: replyKey,
        as: endpointName,
      },
    },
    listen: {
      kind: 'map',
      what: 'a listen step',
      keys: {
        listen: {
          shape: durationLeaf,
          description: 'Counts messages and bytes that arrive, for this long.',
          required: true,
        },
      },
    },
    waitFor: {
      kind: 'map',
      what: 'a waitFor step',
      keys: { waitFor: { shape: replyShape, description: 'Waits for a message.', required: true }, as: endpointName },
    },
    events: {
      kind: 'map',
      what: 'an events step',
      keys: { events: unsupportedKey('`events` steps', 'remove the step to run this plan') },
    },
    wait: {
      kind: 'map',
      what: 'a wait step',
      keys: { wait: { shape: waitShape, description: 'Think time: 2s, 1s..3s or {mean: 2s}.', required: true } },
    },
    group: {
      kind: 'map',
      what: 'a group step',
      keys: {
        group: { shape: nameShape, description: 'Steps that are timed as a whole, under this name.', required: true },
        steps,
      },
    },
    repeat: {
      kind: 'map',
      what: 'a repeat step',
      keys: { repeat: { shape: repeatShape, description: 'Repeats its steps.', required: true }, steps },
    },
    if: {
      kind: 'map',
      what: 'an if step',
      keys: {
        if: {
          shape: textLeaf('a condition such as "{{status}} == completed"'),
          description: 'A value, or a comparison of two.',
          required: true,
        },
        steps,
        else: { shape: stepsShape, description: 'What is done otherwise.' },
      },
    },
    choose: {
      kind: 'map',
      what: 'a choose step',
      keys: {
        choose: {
          shape: { kind: 'list', what: 'a list of branches', of: branchShape, nonEmpty: true },
          description: 'One of these is taken, by weight.',
          required: true,
        },
      },
    },
    set: {
      kind: 'map',
      what: 'a set step',
      keys: {
        set: {
          shape: {
            kind: 'record',
            what: 'names and values',
            of: anything,
            keyFault: variableNameFault,
            nonEmpty: true,
          },
          description: 'Variables of this user.',
          required: true,
        },
      },
    },
    flow: {
      kind: 'map',
      what: 'a flow step',
      keys: { flow: { shape: nameShape, description: 'The steps of this flow.', required: true } },
    },
    script: {
      kind: 'map',
      what: 'a script step',
      keys: { script: unsupportedKey('`script` steps', 'remove the step to run this plan') },
    },
  },
}

function unsupportedKey(what: string, instead: string): Key {
  return { shape: { kind: 'unsupported', what, instead }, description: 'Not supported yet.', required: true }
}
