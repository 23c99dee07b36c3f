/** Files of a package, and what they import. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'

/** By path below the folder, with `/`. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
}

/** The same as long as nothing was added, removed or changed. */
export function fingerprint(folder: string): string {
  const hash = createHash('sha256')
  for (const file of filesBelow(folder).toSorted()) hash.update(`${file}\0`).update(readFileSync(join(folder, file)))
  return hash.digest('hex')
}

/**
 * Names of packages that built modules import, themselves or by what they import.
 * @throws Error when a file of ours is missing
 */
export function packagesImportedFrom(entries: readonly string[]): Set<string> {
  const packages = new Set<string>()
  const seen = new Set<string>()
  const follow = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    for (const [, , specifier = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      if (specifier.startsWith('.')) follow(join(dirname(file), specifier))
      else if (!isBuiltin(specifier)) packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier)
    }
  }
  for (const entry of entries) follow(entry)
  return packages
}

/** As the bundler writes them: a statement at the beginning of a line, or a call with a text. */
const IMPORT = /(?:^(?:import|export)\b[^;'"()]*|\bimport\()(["'])([^"'\n]+)\1/gm
