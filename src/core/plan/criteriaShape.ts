/** The shape of `criteria`, the same in the plan and in scenarios. */
import { criterionLeaf, textLeaf } from './leaves.ts'
import type { Key, Shape } from './shape.ts'

const criterionList: Shape = {
  kind: 'either',
  what: 'a criterion such as p95 < 500ms, or a list of them',
  options: [criterionLeaf, { kind: 'list', what: 'a list of criteria', of: criterionLeaf, nonEmpty: true }],
}

const levelKeys: Record<string, Key> = {
  target: { shape: criterionList, description: 'What is wanted.' },
  maximum: { shape: criterionList, description: 'What must not be passed.' },
}

/** A text alone is a maximum. */
const criterionLevels: Shape = {
  kind: 'either',
  what: 'a criterion such as p95 < 500ms, or {target, maximum}',
  options: [
    criterionLeaf,
    { kind: 'list', what: 'a list of criteria', of: criterionLeaf, nonEmpty: true },
    { kind: 'map', what: 'target and maximum', keys: levelKeys },
  ],
}

const criterionItem: Shape = {
  kind: 'either',
  what: 'a criterion such as failures < 1%, or {endpoint, target, maximum}',
  options: [
    criterionLeaf,
    {
      kind: 'map',
      what: 'a criterion',
      keys: {
        endpoint: {
          shape: textLeaf('an endpoint'),
          description: 'A path, METHOD path, or an `as` name; all requests unless given.',
        },
        ...levelKeys,
      },
    },
  ],
}

export const criteriaShape: Shape = {
  kind: 'either',
  what: 'criteria: {endpoints, all}, or a list',
  options: [
    { kind: 'list', what: 'a list of criteria', of: criterionItem },
    {
      kind: 'map',
      what: 'criteria',
      keys: {
        endpoints: {
          shape: {
            kind: 'record',
            what: 'endpoints and their criteria',
            of: criterionLevels,
            keyFault: (name) => (name.trim() === '' ? 'an endpoint' : null),
          },
          description: 'By path, METHOD path, or `as` name; * matches within a segment.',
        },
        all: { shape: criterionLevels, description: 'Over all requests.' },
        monitors: {
          shape: { kind: 'unsupported', what: '`criteria.monitors` is', instead: 'remove it to run this plan' },
          description: 'Not supported yet.',
        },
      },
    },
  ],
}
