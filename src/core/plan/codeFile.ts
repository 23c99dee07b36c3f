/** Which files are code, and how a text is masked that may be code or YAML. */
import { maskCode } from './maskCode.ts'
import { maskPlanText } from './maskPlanText.ts'

/** Files that Node loads as they are. */
export function isCodeFile(file: string): boolean {
  return /\.[cm]?[jt]s$/i.test(file)
}

/** The plan's text without its secrets; see maskCode and maskPlanText. */
export function maskTextOf(file: string, text: string): string {
  return isCodeFile(file) ? maskCode(text) : maskPlanText(text)
}
