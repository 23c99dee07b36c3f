/** What a workflow may look like when it arrives, and how one is shown. */
import type { WorkflowFields, WorkflowListRow, WorkflowRow } from '../database/workflows.ts'
import { RUNNERS } from '../options.ts'

const STEP_TYPES = ['navigate', 'click', 'type', 'extract', 'wait', 'screenshot', 'llm', 'condition', 'loop']

const FIELDS = {
  name: { type: 'string', minLength: 1, maxLength: 200 },
  description: { type: 'string', maxLength: 2000 },
  runner: { enum: RUNNERS },
  steps: {
    type: 'array',
    minItems: 1,
    maxItems: 200,
    // Settings of a step, such as `url` or `selector`, are the runner's business.
    items: { type: 'object', required: ['type'], properties: { type: { enum: STEP_TYPES } } },
  },
}
const VERSION = { version: { type: 'integer', minimum: 1 } }

export const NEW_WORKFLOW = {
  type: 'object',
  required: ['name', 'runner', 'steps'],
  properties: FIELDS,
  additionalProperties: false,
}
export const WHOLE_WORKFLOW = { ...NEW_WORKFLOW, properties: { ...FIELDS, ...VERSION } }
export const PART_OF_WORKFLOW = {
  type: 'object',
  properties: { ...FIELDS, ...VERSION },
  anyOf: Object.keys(FIELDS).map((field) => ({ required: [field] })),
  additionalProperties: false,
}
export const BULK_WORKFLOWS = {
  type: 'object',
  required: ['workflows'],
  properties: { workflows: { type: 'array', minItems: 1, maxItems: 500, items: NEW_WORKFLOW } },
  additionalProperties: false,
}

export interface WorkflowBody {
  readonly name: string
  readonly description?: string
  readonly runner: string
  readonly steps: readonly { readonly type: string }[]
  readonly version?: number
}

export function workflowFields(body: WorkflowBody): WorkflowFields {
  return {
    name: body.name,
    description: body.description ?? '',
    runner: body.runner,
    steps: JSON.stringify(body.steps),
    stepCount: body.steps.length,
  }
}

/** Only what the body has, for a change of part of a workflow. */
export function changedFields(body: Partial<WorkflowBody>): Partial<WorkflowFields> {
  return {
    name: body.name,
    description: body.description,
    runner: body.runner,
    steps: body.steps === undefined ? undefined : JSON.stringify(body.steps),
    stepCount: body.steps?.length,
  }
}

export function showWorkflow(row: WorkflowRow) {
  return { ...showCommon(row), steps: JSON.parse(row.steps) as unknown }
}

/** In lists: how many steps there are, not which. */
export function showListedWorkflow(row: WorkflowListRow) {
  return { ...showCommon(row), stepCount: row.step_count }
}

function showCommon(row: Omit<WorkflowRow, 'steps'>) {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    runner: row.runner,
    owner: row.owner,
    version: row.version,
    runs: row.runs,
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
  }
}
