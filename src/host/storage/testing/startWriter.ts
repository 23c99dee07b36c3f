/** Starts a process that writes a run to a file: its id, the last second it said it wrote, and a way to begin. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Writer {
  child: ChildProcess
  said: { id: string; lastSecond: number }
  begin(): void
  /** Resolves when it has said that it wrote this second. */
  reached(second: number): Promise<void>
  ended: Promise<unknown>
  kill(): void
}

/** @param seconds 0: without end, and without pause */
export async function startWriter(file: string, seconds: number, label: string): Promise<Writer> {
  const script = join(import.meta.dirname, 'writerProcess.ts')
  const child = spawn(process.execPath, [script, file, String(seconds), label], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const ended = once(child, 'close')
  const [ready] = await Promise.race([once(lines, 'line'), ended.then(() => ['ended without a word'])])
  const said = { id: String(ready).split(' ')[1]!, lastSecond: -1 }
  const reached = new Map<number, () => void>()
  lines.on('line', (line: string) => {
    said.lastSecond = Number(line.split(' ')[1])
    reached.get(said.lastSecond)?.()
  })
  return {
    child,
    said,
    begin: () => child.stdin.write('go\n'),
    reached: (second) => new Promise<void>((done) => reached.set(second, done)),
    ended,
    kill: () => child.kill('SIGKILL'),
  }
}
