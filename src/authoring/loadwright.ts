/**
 * What `import { plan, user, task } from 'loadwright'` gives to a plan in code. The functions give their argument back: they
 * are there so that an editor knows what may stand where.
 */
import type { Plan, Steps, Task, TaskFunction, User } from './planTypes.ts'

export type * from './planTypes.ts'
export type * from './taskContext.ts'

/** A plan: the default export of `NAME.plan.ts`. */
export function plan(definition: Plan): Plan {
  return definition
}

export function user(definition: User): User {
  return definition
}

/** A task by name: code, or steps as in YAML. */
export function task(name: string, steps: Steps): Task
export function task(name: string, options: { weight?: number }, steps: Steps): Task
export function task(name: string, second: { weight?: number } | Steps, third?: Steps): Task {
  if (third !== undefined) return { name, ...(second as { weight?: number }), steps: third }
  return { name, steps: second as Steps }
}

/** Code for `script: file.ts#name` of a plan in YAML. */
export function script(run: TaskFunction): TaskFunction {
  return run
}
