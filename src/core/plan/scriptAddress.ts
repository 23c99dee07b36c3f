/** How a `script` step says which function it runs: `file.ts#name`, or a place in the plan in code that it is written in. */

/** The pointer (RFC 6901) to a function inside the plan itself: `#/users/Buyer/tasks/0/steps`. */
export function scriptAddress(path: readonly string[]): string {
  return `#${path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`
}

export type ScriptAddress = { file: string; exported: string } | { path: string[] }

/** Null for what is neither. */
export function parseScriptAddress(text: string): ScriptAddress | null {
  if (text.startsWith('#/')) {
    const keys = text.slice(2).split('/')
    return { path: keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')) }
  }
  const hash = text.lastIndexOf('#')
  const file = text.slice(0, hash).trim()
  const exported = text.slice(hash + 1).trim()
  return hash > 0 && file !== '' && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(exported) ? { file, exported } : null
}
