/** The shape of steps: which kinds there are, and what each takes. */
import {
  booleanLeaf,
  durationLeaf,
  numberLeaf,
  positiveDurationLeaf,
  textLeaf,
  waitLeaf,
  weightLeaf,
} from './leaves.ts'
import { BODIES, endpointName, requestKeys } from './requestShape.ts'
import { eventShape, replyShape } from './responseShape.ts'
import type { Key, MapShape, Shape } from './shape.ts'
import { variableNameFault } from './variableName.ts'

const anything: Shape = { kind: 'anything' }

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
        auth: requestKeys['auth'] as Key,
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
      keys: {
        events: {
          shape: textLeaf('a path such as /api/events, or a URL'),
          description: 'Opens a stream of Server-Sent Events there.',
          required: true,
        },
        for: { shape: positiveDurationLeaf, description: 'Counts events for this long; the longest wait for `until`.' },
        until: { shape: eventShape, description: 'Ends with this event.' },
        as: endpointName,
        headers: requestKeys['headers'] as Key,
        auth: requestKeys['auth'] as Key,
        query: requestKeys['query'] as Key,
        timeout: { shape: positiveDurationLeaf, description: 'For the head of the response.' },
        redirects: requestKeys['redirects'] as Key,
      },
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
      keys: {
        script: {
          shape: textLeaf('file.ts#function'),
          description: 'Runs this function, which a file of TypeScript or JavaScript beside the plan exports.',
          required: true,
        },
      },
    },
  },
}
