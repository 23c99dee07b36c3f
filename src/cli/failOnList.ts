/** `--fail-on` of commands that judge builds. */
import { EXIT_CODES } from '../core/criteria/exitCode.ts'
import { nearestName } from '../core/plan/nearest.ts'
import { quotedValue } from '../host/runs/runRefusal.ts'
import { CommandError } from './cliContext.ts'

/**
 * @param of what is judged, as the error says it: `a comparison`
 * @throws CommandError (wrong usage)
 */
export function readFailOn<Name extends string>(
  list: string | undefined,
  known: readonly Name[],
  of: string,
): ReadonlySet<Name> {
  const names = (list ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '') // prettier-ignore
  return new Set(
    names.map((name) => {
      const found = known.find((one) => one === name)
      if (found !== undefined) return found
      const meant = nearestName(name, known)
      const hint = meant === null ? '' : ` Did you mean ${meant}?`
      throw new CommandError(
        EXIT_CODES.usage,
        `--fail-on has ${quotedValue(name)}; of ${of} it is ${known.length === 1 ? '' : 'a list of '}${known.join(', ')}.${hint}`,
      )
    }),
  )
}
