/**
 * Several files as one ZIP file (APPNOTE.TXT 6.3.10): deflated, names in UTF-8, folders only as parts of names. Node has the compression and the checksum but
 * not the container.
 */
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZippedFile {
  /** With slashes where it lies in a folder. */
  name: string
  text: string
  /** Written in UTC; ZIP has no time zone, and nothing before 1980. */
  changedAt: Date
}

const VERSION = 20
const UTF_8_NAMES = 0x0800
const DEFLATED = 8

export function zipFile(files: readonly ZippedFile[]): Uint8Array {
  const contents: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const file of files) {
    const name = Buffer.from(file.name)
    const text = Buffer.from(file.text)
    const packed = deflateRawSync(text)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(VERSION, 0)
    common.writeUInt16LE(UTF_8_NAMES, 2)
    common.writeUInt16LE(DEFLATED, 4)
    common.writeUInt32LE(dosTime(file.changedAt), 6)
    common.writeUInt32LE(crc32(text), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(text.length, 18)
    common.writeUInt16LE(name.length, 22)
    contents.push(Buffer.from('PK\x03\x04'), common, name, packed)
    const placed = Buffer.alloc(14)
    placed.writeUInt32LE(at, 10)
    const madeBy = Buffer.alloc(2)
    madeBy.writeUInt16LE(VERSION, 0)
    directory.push(Buffer.from('PK\x01\x02'), madeBy, common, placed, name)
    at += 4 + common.length + name.length + packed.length
  }
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(Buffer.concat(directory).length, 8)
  end.writeUInt32LE(at, 12)
  return new Uint8Array(Buffer.concat([...contents, ...directory, Buffer.from('PK\x05\x06'), end]))
}

/** Date and time of MS-DOS, the time in the lower half. */
function dosTime(date: Date): number {
  const day = (Math.max(0, date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate()
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1)
  return day * 65_536 + time
}
