/**
 * Random numbers that are the same for the same seed: what the target does wrong on purpose must go wrong the same way
 * in every run, or two builds could not be compared.
 */

/**
 * A stream of numbers in [0, 1) that depends on nothing but `seed` and the stream's name, so that adding one knob does
 * not change what another one does. The generator is sfc32 (Chris Doty-Humphrey's Small Fast Counting generator).
 */
export function seededRandom(seed: number, stream: string): () => number {
  let a = hash(stream, 0x9e3779b9)
  let b = hash(stream, 0x85ebca6b)
  let c = seed | 0
  let counter = 1
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 0x1_0000_0000
  }
  for (let warmUp = 0; warmUp < 16; warmUp++) next()
  return next
}

function hash(text: string, start: number): number {
  let value = start | 0
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
    value ^= value >>> 15
  }
  return value | 0
}
