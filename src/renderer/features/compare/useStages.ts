/** Parts of a large view that take over what they show one frame after the other: at once they would hold up keys and pointer. */
import { onBeforeUnmount, onMounted, shallowReactive, watch } from 'vue'

/**
 * @param names the parts, the first first
 * @param value what all of them show
 * @returns what each shows by now; null before its turn came
 */
export function useStages<Name extends string, T extends object>(
  names: readonly [Name, ...Name[]],
  value: () => T,
): Readonly<Record<Name, T | null>> {
  const shown = shallowReactive(Object.fromEntries(names.map((name) => [name, null])) as Record<Name, T | null>)
  let timer: ReturnType<typeof setTimeout> | undefined
  let frame = 0

  function stop(): void {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }

  function take(at: number): void {
    const name = names[at]
    if (name === undefined) return
    Object.assign(shown, { [name]: value() })
    // Behind the frame, so that what is there is painted first.
    frame = requestAnimationFrame(() => {
      timer = setTimeout(() => take(at + 1))
    })
  }

  function start(): void {
    stop()
    take(0)
  }
  // The first part is there with the view itself.
  Object.assign(shown, { [names[0]]: value() })
  onMounted(start)
  watch(value, start)
  onBeforeUnmount(stop)
  return shown
}
