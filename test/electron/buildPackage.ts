/**
 * `electron-builder --linux dir deb` as `npm run package` runs it, with stand-ins for what is not there: Electron's runtime, and fpm, which
 * puts deb packages together. The archive is then laid out as a folder of the same name, which is how Electron shows it to programs.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { extractAll } from '@electron/asar'

const ROOT = join(import.meta.dirname, '../..')
const BUILDER = join(ROOT, 'node_modules/electron-builder/cli.js')
const FPM = join(import.meta.dirname, 'fpm.mjs')
const REFUSE_NETWORK = new URL('./refuseNetwork.mjs', import.meta.url).href

/** Where @electron/fuses finds the fuses in a binary: this text, the version, how many there are, one letter for each. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const FUSE_COUNT = 9

export interface BuiltPackage {
  /** What would be installed. */
  folder: string
  /** The archive in it. */
  archive: string
  /** The archive's files, those that it keeps beside itself among them. */
  extracted: string
  /** `0`, `1` each, in the order of Electron's fuses. */
  fuses: string
  deb: BuiltDeb
  remove(): void
}

/** What fpm was told to make a package of. */
export interface BuiltDeb {
  /** Options, in their order. */
  args: string[]
  /** Texts by where they are installed: what tells the desktop of the program. */
  files: Record<string, string>
}

/** @throws Error with what the builder said, also when it wanted anything from the network. */
export async function buildPackage(): Promise<BuiltPackage> {
  const temporary = mkdtempSync(join(tmpdir(), 'loadwright-package-'))
  const remove = (): void => rmSync(temporary, { recursive: true, force: true })
  try {
    const runtime = join(temporary, 'electron')
    writeRuntime(runtime)
    const args = ['--linux', 'dir', 'deb', `--${process.arch}`, '--publish', 'never']
    const changes = [`-c.electronDist=${runtime}`, `-c.directories.output=${join(temporary, 'dist')}`]
    await promisify(execFile)(process.execPath, [BUILDER, ...args, ...changes], {
      cwd: ROOT,
      env: { ...process.env, CUSTOM_FPM_PATH: FPM, NODE_OPTIONS: `--import=${REFUSE_NETWORK}` },
    })
    const dist = join(temporary, 'dist')
    const [deb = ''] = readdirSync(dist).filter((name) => name.endsWith('.deb'))
    const folder = join(dist, process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`)
    const archive = join(folder, 'resources', 'app.asar')
    const extracted = join(temporary, 'resources', 'app.asar')
    extractAll(archive, extracted)
    return {
      folder,
      archive,
      extracted,
      fuses: readFuses(join(folder, 'loadwright-workbench')),
      deb: JSON.parse(readFileSync(join(dist, deb), 'utf8')) as BuiltDeb,
      remove,
    }
  } catch (error) {
    remove()
    throw error
  }
}

function writeRuntime(folder: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true })
  const fuses = `${FUSE_SENTINEL}\u0001${String.fromCharCode(FUSE_COUNT)}${'0'.repeat(FUSE_COUNT)}`
  writeFileSync(join(folder, 'electron'), `#!/bin/sh\nexit 1\n# ${fuses}\n`, { mode: 0o755 })
  writeFileSync(join(folder, 'LICENSE'), 'Of the stand-in.\n')
}

function readFuses(executable: string): string {
  const text = readFileSync(executable, 'latin1')
  return text.slice(text.indexOf(FUSE_SENTINEL) + FUSE_SENTINEL.length + 2).slice(0, FUSE_COUNT)
}
