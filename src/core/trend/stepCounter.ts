/** How often a long search pauses: not after every piece of it, which may be tiny. */

/** Values that are looked at between two pauses: about a millisecond. */
const VALUES = 300_000

/** Whether it is time for a pause; asked with how many values were looked at since it was asked last. */
export function createStepCounter(): (values: number) => boolean {
  let looked = 0
  return (values) => {
    looked += values
    if (looked < VALUES) return false
    looked = 0
    return true
  }
}
