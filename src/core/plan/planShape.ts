/** The shape of a plan as a whole: the one description behind the check, the JSON Schema and the keys in docs/plan.md. */
import {
  anyTextLeaf,
  booleanLeaf,
  httpVersionLeaf,
  levelLeaf,
  numberLeaf,
  oneOfLeaf,
  positiveDurationLeaf,
  durationLeaf,
  rateLeaf,
  spawnRateLeaf,
  textLeaf,
  weightLeaf,
} from './leaves.ts'
import { criteriaShape } from './criteriaShape.ts'
import { MAX_USERS } from './leafGrammar.ts'
import type { MapShape, Shape } from './shape.ts'
import { authShape } from './authentication.ts'
import { dnsShape, proxyShape } from './networkShape.ts'
import { headersShape } from './requestShape.ts'
import { optionalStepsShape, stepsShape, waitShape } from './stepShape.ts'
import { variableNameFault } from './variableName.ts'

const anything: Shape = { kind: 'anything' }
const fileLeaf = textLeaf('a file beside the plan')

function nonEmptyName(name: string): string | null {
  return name.trim() === '' ? 'a name that is not empty' : null
}

const settingsShape: Shape = {
  kind: 'map',
  what: 'settings',
  keys: {
    timeout: { shape: positiveDurationLeaf, description: 'For a whole request.', default: '30s' },
    connectTimeout: { shape: positiveDurationLeaf, description: 'For opening a connection.', default: '10s' },
    redirects: {
      shape: numberLeaf('a whole number from 0 to 100', 0, 100, true),
      description: 'Redirects followed at most; 0: none are.',
      default: 5,
    },
    headers: { shape: headersShape, description: 'Headers of every request.' },
    tls: {
      shape: {
        kind: 'map',
        what: 'TLS settings',
        keys: {
          verify: { shape: booleanLeaf, description: "Whether the server's certificate is checked.", default: true },
          ca: { shape: fileLeaf, description: 'Certificates that are trusted (PEM), beside the plan.' },
          cert: { shape: fileLeaf, description: "The client's certificate (PEM), beside the plan." },
          key: { shape: fileLeaf, description: 'Its private key (PEM), beside the plan.' },
          passphrase: { shape: anyTextLeaf, description: 'Of an encrypted key; a secret, as a rule.' },
        },
      },
      description: 'TLS.',
    },
    http: {
      shape: httpVersionLeaf,
      description: 'HTTP version. With 2, a server that does not speak it is a failure.',
      default: 1.1,
    },
    proxy: { shape: proxyShape, description: 'An HTTP proxy that all connections go through.' },
    dns: { shape: dnsShape, description: 'How names become addresses.' },
    auth: { shape: authShape, description: 'Who requests are from.' },
    connections: {
      shape: {
        kind: 'leaf',
        what: 'perUser, or a number of connections from 1 to 100,000',
        json: {
          anyOf: [
            { const: 'perUser' },
            { type: 'integer', minimum: 1, maximum: 100_000 },
            { type: 'string', pattern: '\\$\\{' },
          ],
        },
        fault: (value) => {
          const isRight =
            value === 'perUser' ||
            (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 100_000)
          return isRight ? null : 'perUser, or a number of connections from 1 to 100,000'
        },
      },
      description: 'perUser: each user keeps its own, as browsers do. A number: so many, shared by all.',
      default: 'perUser',
    },
  },
}

const dataShape: Shape = {
  kind: 'either',
  what: 'a CSV file, or {file, pick, atEnd}',
  options: [
    textLeaf('a CSV file beside the plan'),
    {
      kind: 'map',
      what: 'a data source',
      keys: {
        file: {
          shape: textLeaf('a CSV file beside the plan'),
          description: 'A CSV file beside the plan; its first row names the columns.',
          required: true,
        },
        pick: {
          shape: oneOfLeaf(['unique', 'sequential', 'random']),
          description: 'Which row.',
          default: 'sequential',
        },
        atEnd: { shape: oneOfLeaf(['recycle', 'stop']), description: 'When all rows were used.', default: 'recycle' },
      },
    },
  ],
}

const userShape: Shape = {
  kind: 'map',
  what: 'a user type',
  keys: {
    weight: { shape: weightLeaf, description: 'How many of these, relative to the other types.', default: 1 },
    wait: { shape: waitShape, description: 'Between tasks: 2s, 1s..3s, {mean: 2s} or {pacing: 5s}.' },
    headers: { shape: headersShape, description: "Headers of all this user's requests." },
    auth: { shape: authShape, description: "Who all this user's requests are from; wins over the settings." },
    onStart: { shape: optionalStepsShape, description: 'Once, when the user starts.' },
    onStop: { shape: optionalStepsShape, description: 'Once, when the user stops.' },
    tasks: {
      shape: {
        kind: 'list',
        what: 'a list of tasks',
        nonEmpty: true,
        of: {
          kind: 'map',
          what: 'a task',
          keys: {
            name: { shape: textLeaf('a name'), description: 'Name of the task.', required: true },
            weight: { shape: weightLeaf, description: 'How often, relative to the other tasks.', default: 1 },
            steps: { shape: stepsShape, description: 'What is done.', required: true },
          },
        },
      },
      description: 'One is picked by weight, again and again.',
      required: true,
    },
  },
}

const loadShape: Shape = {
  kind: 'map',
  what: 'a load: {users, spawnRate, for}, {arrivals, spacing, for, maxUsers} or {stages}',
  keys: {
    users: {
      shape: numberLeaf('a whole number of users from 1 to 1,000,000', 1, MAX_USERS, true),
      description: 'Users at the same time.',
    },
    spawnRate: { shape: spawnRateLeaf, description: 'Users started per second.', default: 1 },
    arrivals: { shape: rateLeaf, description: 'Iterations started, such as 200/s, whatever the replies do.' },
    for: { shape: positiveDurationLeaf, description: 'How long, including the ramp.' },
    maxUsers: {
      shape: numberLeaf('a whole number of users from 1 to 1,000,000', 1, MAX_USERS, true),
      description: 'Users at most, for arrivals.',
    },
    spacing: {
      shape: oneOfLeaf(['even', 'random']),
      description:
        'Of arrivals: the same distance between any two, or by chance, as of people who know nothing of each other.',
      default: 'even',
    },
    stages: {
      shape: {
        kind: 'list',
        what: 'a list of stages',
        nonEmpty: true,
        of: {
          kind: 'map',
          what: 'a stage',
          keys: {
            to: { shape: levelLeaf, description: 'Users (100), or arrivals (50/s).' },
            over: { shape: positiveDurationLeaf, description: 'Rises or falls evenly, for this long.' },
            for: { shape: positiveDurationLeaf, description: 'Stays there, for this long.' },
          },
        },
      },
      description: 'One after the other.',
    },
  },
  exclusive: ['users', 'arrivals', 'stages'],
}

const scenarioShape: Shape = {
  kind: 'map',
  what: 'a scenario',
  keys: {
    purpose: { shape: textLeaf('a text'), description: 'What it is for, in a few words.' },
    load: { shape: loadShape, description: 'How much, and for how long.', required: true },
    warmUp: { shape: durationLeaf, description: 'Left out of the verdict, kept in the charts.', default: '0s' },
    gracefulStop: { shape: durationLeaf, description: 'What runs at the end may take this long.', default: '30s' },
    users: {
      shape: { kind: 'record', what: 'user types and their weights', of: weightLeaf, nonEmpty: true },
      description: 'Only these, with these weights.',
    },
    criteria: {
      shape: criteriaShape,
      description: "Added to the plan's; wins over one on the same subject and metric.",
    },
  },
}

export const planShape: MapShape = {
  kind: 'map',
  what: 'a plan',
  keys: {
    name: {
      shape: textLeaf('a name'),
      description: 'What this plan is called in history and reports.',
      required: true,
    },
    target: {
      shape: textLeaf('an http(s) URL such as http://127.0.0.1:8900'),
      description: 'Where the system under test is.',
      required: true,
    },
    settings: { shape: settingsShape, description: 'How requests are made.' },
    variables: {
      shape: { kind: 'record', what: 'names and values', of: anything, keyFault: variableNameFault },
      description: 'Values for templates; each user has its own.',
    },
    secrets: {
      shape: { kind: 'record', what: 'names and texts', of: anyTextLeaf, keyFault: variableNameFault },
      description: 'Usable like variables; never in history, logs, reports or error texts.',
    },
    data: {
      shape: { kind: 'record', what: 'names and CSV files', of: dataShape, keyFault: variableNameFault },
      description: 'Rows for {{name.column}}.',
    },
    flows: {
      shape: { kind: 'record', what: 'names and steps', of: stepsShape, keyFault: nonEmptyName },
      description: 'Steps with a name, used from several places.',
    },
    users: {
      shape: { kind: 'record', what: 'user types', of: userShape, nonEmpty: true, keyFault: nonEmptyName },
      description: 'Who uses the system, and what they do.',
      required: true,
    },
    scenarios: {
      shape: { kind: 'record', what: 'scenarios', of: scenarioShape, nonEmpty: true, keyFault: nonEmptyName },
      description: 'How much load, one after the other.',
      required: true,
    },
    criteria: { shape: criteriaShape, description: 'What must hold in every scenario.' },
    monitors: {
      shape: { kind: 'unsupported', what: '`monitors` is', instead: 'remove it to run this plan' },
      description: 'Not supported yet.',
    },
  },
}
