/** `script: file.ts#function`: a step that is code. */
import { isCodeFile } from './codeFile.ts'
import { fileOf } from './compileRequest.ts'
import { positionOf } from './compilation.ts'
import type { Compilation, FunctionsAnswer, StepPlace } from './compilation.ts'
import type { Script } from './compiledPlan.ts'
import { nearestName } from './nearest.ts'
import { entriesOf, itemsOf, member, textOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'
import { quoted } from './problem.ts'
import { parseScriptAddress } from './scriptAddress.ts'

const NO_CODE: FunctionsAnswer = {
  ok: false,
  message: 'Code of plans is not run here.',
  expected: 'steps without code',
}

/** Null after reporting what is wrong. */
export function scriptOf(compilation: Compilation, step: PlanNode, { within }: StepPlace): Script | null {
  const node = member(step, 'script')
  const text = textOf(node)
  if (node === undefined || text === undefined) return null
  const position = positionOf(compilation, step)
  const address = parseScriptAddress(text)
  if (address === null) {
    compilation.problems.add(node, { message: 'This names no function.', expected: 'file.ts#function' })
    return null
  }
  // In a plan in code, the function was found where it stands.
  if ('path' in address && !isCodeFile(position.file)) {
    compilation.problems.add(node, { message: 'This names no function.', expected: 'file.ts#function' })
    return null
  }
  if ('path' in address) return { file: null, path: ['default', ...address.path], within, position }
  const { file: relative, exported } = address
  if (!isCodeFile(relative)) {
    compilation.problems.add(node, {
      message: `${quoted(relative)} is not code.`,
      expected: 'a file of TypeScript or JavaScript',
    })
    return null
  }
  const scalar: PlanNode = { kind: 'scalar', value: relative, text: relative, start: node.start, end: node.end }
  const file = fileOf(compilation, scalar)
  if (file === null) return null
  const answer = compilation.files.functions?.(relative) ?? NO_CODE
  if (!answer.ok) {
    compilation.problems.add(node, { message: answer.message, expected: answer.expected })
    return null
  }
  if (answer.names !== null && !answer.names.includes(exported)) {
    compilation.problems.add(node, {
      message: `${quoted(relative)} exports no function ${quoted(exported)}.`,
      expected:
        answer.names.length === 0
          ? 'a function that it exports, of which there are none'
          : `one of ${answer.names.slice(0, 20).join(', ')}`,
      suggestion: nearestName(exported, answer.names),
    })
    return null
  }
  return { file, path: [exported], within, position }
}

/** The code files that `functions` will be asked for, so that a host can load them beforehand. */
export function scriptFileNames(root: PlanNode | null): string[] {
  const names = new Set<string>()
  const open: PlanNode[] = root === null ? [] : [root]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const { key, value } of entriesOf(node)) {
      const address = key === 'script' ? parseScriptAddress(textOf(value) ?? '') : null
      if (address !== null && 'file' in address && isCodeFile(address.file)) names.add(address.file)
      open.push(value)
    }
    open.push(...itemsOf(node))
  }
  return [...names]
}
