/** Which user and which of its tasks is debugged. */
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import { nearestName } from '../../core/plan/nearest.ts'
import { quoted } from '../../core/plan/problem.ts'
import { CommandError } from '../cliContext.ts'

export interface ChosenTask {
  /** Index into plan.users. */
  userType: number
  /** Index into the tasks of that user. */
  task: number
}

/**
 * @param user name as typed; null: the first that has the task
 * @param task name as typed; null: the first of the user
 * @throws CommandError (wrong usage) with what was probably meant
 */
export function chooseTask({ users }: CompiledPlan, user: string | null, task: string | null): ChosenTask {
  const names = users.map(({ name }) => name)
  const named = user === null ? null : names.indexOf(user)
  if (user !== null && named === -1) throw unknown(`The plan has no user ${quoted(user)}.`, 'It has', user, names)
  const asked = users.map((_, index) => index).filter((index) => named === null || index === named)
  for (const userType of asked) {
    const { tasks } = users[userType]!
    const found = task === null ? 0 : tasks.findIndex(({ name }) => name === task)
    if (found >= 0 && found < tasks.length) return { userType, task: found }
  }
  if (task === null) {
    throw new CommandError(
      EXIT_CODES.usage,
      user === null ? 'No user of the plan has a task.' : `${quoted(user)} has no task.`,
    )
  }
  const who = named === null ? 'No user of the plan' : `User ${quoted(names[named]!)}`
  const tasks = asked.flatMap((index) => users[index]!.tasks.map(({ name }) => name))
  const verb = named === null ? 'has a task' : 'has no task'
  throw unknown(`${who} ${verb} ${quoted(task)}.`, 'There are', task, tasks)
}

const MOST_NAMES = 20

function unknown(sentence: string, beginning: string, name: string, names: readonly string[]): CommandError {
  const meant = nearestName(name, names)
  const left = names.length - MOST_NAMES
  const list = names.slice(0, MOST_NAMES).map(quoted).join(', ')
  const hint =
    meant === null ? `${beginning} ${list}${left > 0 ? ` and ${left} more` : ''}.` : `Did you mean ${quoted(meant)}?`
  return new CommandError(EXIT_CODES.usage, `${sentence} ${hint}`)
}
