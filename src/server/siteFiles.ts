/**
 * The built page, read once. Requests are answered from this map, so that no path of a request ever reaches the disk: what is
 * not a key of it does not exist.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { ServerError } from './serverError.ts'

export interface SiteFile {
  bytes: Buffer
  mediaType: string
  /** As in the header, with quotes. */
  etag: string
  /** Its name has a hash of its content: it never changes. */
  isImmutable: boolean
}

export interface Site {
  /** The page, with a placeholder where each response has its nonce. */
  page: string
  /** By path as in a URL: `/assets/index-BhIXaspn.js`. Without the page. */
  files: ReadonlyMap<string, SiteFile>
}

const PAGE = 'index.html'

const MEDIA_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
}

/** @throws ServerError when the page was not built */
export function readSite(folder: string): Site {
  const files = new Map<string, SiteFile>()
  let page: string | null = null
  for (const path of filePaths(folder)) {
    const bytes = readFileSync(join(folder, path))
    if (path === PAGE) page = bytes.toString('utf8')
    else {
      files.set(`/${path}`, {
        bytes,
        mediaType: MEDIA_TYPES[extname(path)] ?? 'application/octet-stream',
        etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
        isImmutable: path.startsWith('assets/'),
      })
    }
  }
  if (page !== null) return { page, files }
  throw new ServerError(
    'notBuilt',
    `The page of the workbench is not built: ${join(folder, PAGE)} is missing. \`npm run build\` makes it.`,
  )
}

/** Relative, with slashes. Links are left out: they may lead elsewhere. */
function filePaths(folder: string, below = ''): string[] {
  try {
    return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
      const path = `${below}${entry.name}`
      if (entry.isDirectory()) return filePaths(folder, `${path}/`)
      return entry.isFile() ? [path] : []
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
