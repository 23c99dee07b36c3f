/** What a build is called on the command line: any text, as long as it can still be shown. */
import { parsedFailure, parsedValue, type Parsed } from '../../core/units/parsed.ts'

export const LONGEST_LABEL = 200

export function parseLabel(text: string): Parsed<string> {
  return text !== '' && text.length <= LONGEST_LABEL
    ? parsedValue(text)
    : parsedFailure(`a label of 1 to ${LONGEST_LABEL} characters`)
}
