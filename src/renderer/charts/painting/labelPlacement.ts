/** Labels beside a chart, each as near as it can be to what it names, none over another. */

/**
 * Centres of labels on one axis: the wanted ones, moved apart to `gap`, inside [min, max]. Their order stays. When they do
 * not all fit, they stand equally close.
 */
export function placeLabels(wanted: readonly number[], gap: number, min: number, max: number): number[] {
  const order = wanted.map((_, index) => index).toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0))
  const room = Math.max(0, max - min)
  const distance = wanted.length > 1 ? Math.min(gap, room / (wanted.length - 1)) : gap
  const groups: { start: number; size: number; sum: number }[] = []
  for (const index of order) {
    // A group is a run of labels that touch; its start is the mean of where its members want it to be.
    groups.push({ start: clamp(wanted[index] ?? 0, min, max), size: 1, sum: wanted[index] ?? 0 })
    for (
      let last = groups.at(-1), before = groups.at(-2);
      last && before;
      last = groups.at(-1), before = groups.at(-2)
    ) {
      if (last.start >= before.start + before.size * distance - 1e-9) break
      groups.splice(-2)
      const size = before.size + last.size
      const sum = before.sum + last.sum - last.size * before.size * distance
      groups.push({ start: clamp(sum / size, min, max - (size - 1) * distance), size, sum })
    }
  }
  const placed: number[] = Array.from<number>({ length: wanted.length }).fill(0)
  let next = 0
  for (const { start, size } of groups) {
    for (let step = 0; step < size; step++) placed[order[next++] ?? 0] = start + step * distance
  }
  return placed
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(Math.max(min, max), value))
}
