/** The text of a plan file, or the problem that keeps it from being read. */
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { quoted } from '../../core/plan/problem.ts'
import type { Problem } from '../../core/plan/problem.ts'
import { nearestIn, reasonOf } from './planFolder.ts'

const MAX_PLAN_BYTES = 5_000_000

export type PlanText = { ok: true; text: string } | { ok: false; problem: Problem }

/** @param file the path as it is shown in problems */
export async function readPlanText(path: string, file: string): Promise<PlanText> {
  let bytes: Buffer
  try {
    const found = await stat(path)
    // Also keeps pipes and devices from being read for ever.
    if (!found.isFile()) return failure(file, `${quoted(file)} is not a file.`, 'a plan file')
    if (found.size > MAX_PLAN_BYTES)
      return failure(file, 'The plan is larger than 5 MB.', 'a plan; data belongs into a CSV file')
    bytes = await readFile(path)
  } catch (error) {
    return failure(
      file,
      `The plan ${quoted(file)} ${reasonOf(error)}.`,
      'a plan file such as NAME.plan.yaml',
      nearestIn(dirname(path), basename(path)),
    )
  }
  return decode(bytes, file)
}

function decode(bytes: Buffer, file: string): PlanText {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return failure(file, 'The plan is written in UTF-16.', 'a file in UTF-8')
  }
  try {
    // The decoder takes a byte order mark away.
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    const before = new TextDecoder('utf-8').decode(bytes)
    const upTo = before.slice(0, Math.max(0, before.indexOf('\uFFFD')))
    const line = upTo.split('\n').length
    const column = upTo.length - upTo.lastIndexOf('\n')
    return failure(file, 'The file is not text in UTF-8.', 'a file in UTF-8', null, line, column)
  }
}

function failure(
  file: string,
  message: string,
  expected: string,
  suggestion: string | null = null,
  line = 1,
  column = 1,
): PlanText {
  return {
    ok: false,
    problem: { severity: 'error', file, line, column, message, offending: null, expected, suggestion },
  }
}
