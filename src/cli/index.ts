/** The process of the command line. Built to out/main/cli.js, which bin/loadwright.js imports. */
import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { EXIT_CODES } from '../core/criteria/exitCode.ts'
import { createCliContext } from './cliContext.ts'
import { runProgram } from './program.ts'
import { endProcess, guardStreams } from './terminal/streams.ts'

const args = process.argv.slice(2)
// From source each process has a folder of its own; built they lie side by side.
const isSource = extname(import.meta.filename) === '.ts'
const processFile = (name: string): string =>
  isSource ? join(import.meta.dirname, '..', name, 'index.ts') : join(import.meta.dirname, `${name}.js`)

// Two folders up from src/cli as from out/main.
const packageFolder = join(import.meta.dirname, '..', '..')
const packageFile = join(packageFolder, 'package.json')
const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }

let exitCode: number = EXIT_CODES.ok
const streams = guardStreams(process.stdout, process.stderr)
const context = createCliContext({
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  environment: process.env,
  cwd: process.cwd(),
  version,
  platform: process.platform,
  noColour: args.includes('--no-color'),
  engineFile: processFile('engine'),
  targetFile: processFile('target'),
  readerFile: isSource ? processFile(join('host', 'reading')) : processFile('reader'),
  // A page is always a built one.
  rendererFolder: join(packageFolder, 'out', 'renderer'),
  exitWith: (code) => {
    exitCode = code
  },
})

try {
  await runProgram(args, context)
} catch (error) {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  context.say(`This is a bug of Loadwright ${version}, please report it with what follows.\n${trace}`)
  exitCode = EXIT_CODES.bug
}
await endProcess(streams, () => exitCode)
