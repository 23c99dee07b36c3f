/** Other tools that the machine may have, measured by the CPU time the system counted for them. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { GENERATOR_CORE, pinned } from './cheapServer.ts'
import type { GeneratorResult } from './generators/report.ts'

const run = promisify(execFile)

/** 64 connections for `seconds`. @throws Error when the tool's output is not what it used to be. */
export async function runTool(tool: 'wrk' | 'hey', url: string, seconds: number): Promise<GeneratorResult> {
  const path = `${url}/api/executions/42`
  const line = tool === 'wrk' ? `wrk -t1 -c64 -d${seconds}s ${path}` : `hey -z ${seconds}s -c 64 -cpus 1 ${path}`
  // The shell's `times` tells what its children used; the addresses are our own.
  const [command, args] = pinned(GENERATOR_CORE, 'sh', ['-c', `${line}; times`])
  const { stdout } = await run(command, args)
  const requests =
    tool === 'wrk' ? Number(/(\d+) requests in/.exec(stdout)?.[1]) : sum(stdout.matchAll(/\[\d+\]\t(\d+) responses/g))
  const children = stdout.trim().split('\n').at(-1)!
  const [user, system] = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  )
  if (!requests || user === undefined || system === undefined)
    throw new Error(`cannot read what ${tool} printed:\n${stdout}`)
  return { requests, failures: 0, cpuSeconds: user + system, wallSeconds: seconds, rssBytes: 0 }
}

function sum(matches: Iterable<RegExpMatchArray>): number {
  return [...matches].reduce((total, [, count]) => total + Number(count), 0)
}
