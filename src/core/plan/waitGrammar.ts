/** Think time: `2s`, `1s..3s`, `{mean: 2s}`, and between tasks `{pacing: 5s}`. */
import { parseDuration } from '../units/duration.ts'
import { parsedFailure, parsedValue } from '../units/parsed.ts'
import type { Parsed } from '../units/parsed.ts'
import type { Wait } from './compiledPlan.ts'
import { member, textOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'

export function parseWaitText(text: string): Parsed<Wait> {
  const dots = text.indexOf('..')
  if (dots < 0) {
    const fixed = parseDuration(text)
    if (!fixed.ok) return parsedFailure('a duration (2s) or a range of durations (1s..3s)')
    return parsedValue({ kind: 'fixed', ms: fixed.value })
  }
  const low = parseDuration(text.slice(0, dots).trim())
  const high = parseDuration(text.slice(dots + 2).trim())
  if (!low.ok || !high.ok) return parsedFailure('a range of durations such as 1s..3s')
  if (low.value > high.value) return parsedFailure('a range that begins with the shorter duration')
  return parsedValue({ kind: 'uniform', minMs: low.value, maxMs: high.value })
}

/** Null for what is not a wait; the shape check has said so. */
export function waitOf(node: PlanNode | undefined): Wait | null {
  const text = textOf(node)
  if (text !== undefined) {
    const parsed = parseWaitText(text)
    return parsed.ok ? parsed.value : null
  }
  const mean = parseDuration(textOf(member(node, 'mean')) ?? '')
  if (mean.ok) return { kind: 'exponential', meanMs: mean.value }
  const pacing = parseDuration(textOf(member(node, 'pacing')) ?? '')
  return pacing.ok ? { kind: 'pacing', periodMs: pacing.value } : null
}
