/** Texts that the engine needs before there is any user: proxy credentials, passphrases. */
import type { Compilation } from './compilation.ts'
import type { Template } from './compiledPlan.ts'
import type { PlanNode } from './planNode.ts'
import { textTemplate } from './template.ts'

/** What is needed before any user begins can be made of constants and secrets only. */
export function secretTemplate(compilation: Compilation, node: PlanNode): Template {
  const template = textTemplate(compilation, node, { users: [], knownVariables: null })
  const isFit = template.every(
    (part) => typeof part === 'string' || ('slot' in part && compilation.scope.isSecret(part.slot)),
  )
  if (!isFit)
    compilation.problems.add(node, {
      message: 'This is needed before any user begins.',
      expected: 'a text, or a name from `secrets`',
    })
  return template
}
