/**
 * Permissions do not bind the superuser, and tests run as one in many containers. What must fail for want of a permission is
 * run in a child process that loads its modules first (they may lie where only the superuser reads) and then becomes nobody.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const NOBODY = 65_534

/**
 * @param modules URLs to import, by the name that `body` uses them under
 * @param before statements run with all rights, e.g. to load native code
 * @param body statements run without; what they print is the result
 */
export async function unprivileged(modules: Record<string, string>, before: string, body: string): Promise<string> {
  const imports = Object.entries(modules).map(([name, url]) => `const ${name} = await import(${JSON.stringify(url)})`)
  const drop = `if (process.getuid?.() === 0) { process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY}) }`
  const script = [...imports, before, drop, body].join('\n')
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: '/' })
  return stdout
}
