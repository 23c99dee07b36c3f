/** Bodies for people: JSON in lines, everything else as it is, and what is not shown said. */
import { formatCount } from '../../core/units/number.ts'
import { formatBytes } from '../../core/units/size.ts'
import { plainLines } from '../terminal/plainText.ts'
import { prettyJson } from './prettyJson.ts'

/** What the engine keeps of a body, in bytes. */
const KEPT_BYTES = 16 * 1024

export interface BodyText {
  lines: string[]
  /** What a reader must know about the lines; null when they are all there is. */
  note: string | null
}

/** @param wireBytes length as it was sent; null where nobody counted, for requests */
export function bodyText(body: string | null, wireBytes: number | null): BodyText {
  if (body === null) {
    const hasBytes = wireBytes !== null && wireBytes > 0
    return { lines: [], note: hasBytes ? `${bytesText(wireBytes)}, not text or not kept` : null }
  }
  if (body === '') return { lines: [], note: null }
  const isCut = isBodyCut(body, wireBytes)
  const lines = plainLines(isCut ? body : (prettyJson(body) ?? body)).split('\n')
  if (!isCut) return { lines, note: null }
  const all = wireBytes !== null && wireBytes > KEPT_BYTES ? ` of ${bytesText(wireBytes)}` : ''
  return { lines, note: `cut: the first 16 KB${all}` }
}

/** Whether the engine kept only the beginning. Masking may have made it a little shorter. */
export function isBodyCut(body: string, wireBytes: number | null): boolean {
  return (wireBytes !== null && wireBytes > KEPT_BYTES) || Buffer.byteLength(body) >= KEPT_BYTES - 3
}

export function bytesText(bytes: number): string {
  return bytes < 1000 ? `${formatCount(bytes)} bytes` : formatBytes(bytes)
}
