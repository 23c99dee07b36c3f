/** What is in a ZIP archive, read by nothing of ours. */
import { inflateRawSync } from 'node:zlib'

const ENTRY = 0x04034b50

/** Texts by their names: of an archive whose entries say their lengths before they begin. */
export function unzipped(archive: Buffer): Map<string, string> {
  const texts = new Map<string, string>()
  for (let at = 0; archive.readUInt32LE(at) === ENTRY;) {
    const [method, length] = [archive.readUInt16LE(at + 8), archive.readUInt32LE(at + 18)]
    const [nameLength, extraLength] = [archive.readUInt16LE(at + 26), archive.readUInt16LE(at + 28)]
    const from = at + 30 + nameLength + extraLength
    const content = archive.subarray(from, from + length)
    const name = archive.subarray(at + 30, at + 30 + nameLength).toString()
    texts.set(name, (method === 0 ? content : inflateRawSync(content)).toString())
    at = from + length
  }
  return texts
}
