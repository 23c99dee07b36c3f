import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createMachineWatch } from './machineWatch.ts'

const isLinux = process.platform === 'linux'

describe('createMachineWatch', () => {
  test.runIf(isLinux)('counts the ports of closed connections, and has the range from the system', async () => {
    const [low, high] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/).map(Number)
    const watch = createMachineWatch()
    const before = watch(1000, 0).ports
    expect(before?.limit).toBe(high! - low! + 1)
    const server = createServer((_, response) => response.end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    for (let i = 0; i < 200; i++) await (await fetch(url, { headers: { connection: 'close' } })).arrayBuffer()
    server.close()
    const after = watch(1000, 7).ports
    // Others come and go on this machine as well.
    expect(after!.used - before!.used).toBeGreaterThan(100)
  })

  test.runIf(isLinux)('stolen time is a share', () => {
    const watch = createMachineWatch()
    const from = performance.now()
    while (performance.now() - from < 60);
    const { stolenPercent } = watch(60, 0)
    expect(stolenPercent).toBeGreaterThanOrEqual(0)
    expect(stolenPercent).toBeLessThanOrEqual(100)
  })

  test.skipIf(isLinux)('says nothing where nothing can be read', () => {
    expect(createMachineWatch()(1000, 0)).toEqual({ throttledPercent: null, stolenPercent: null, ports: null })
  })

  test('sees a CPU limit hold its process back', async (context) => {
    const group = makeGroup()
    if (group === null) return context.skip('this process may not make control groups with a CPU limit')
    const code = `
      import { createMachineWatch } from '${new URL('machineWatch.ts', import.meta.url).href}'
      const watch = createMachineWatch()
      const from = performance.now()
      while (performance.now() - from < 1000);
      console.log(watch(performance.now() - from, 0).throttledPercent)`
    const script = `echo $$ > ${group.members} && exec "$0" --input-type=module -e "$1"`
    const child = spawn('/bin/sh', ['-c', script, process.execPath, code], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (data: Buffer) => (output += data.toString()))
    await once(child, 'close')
    rmdirSync(group.folder)
    // It wants all of a core and may have a fifth; on more cores than one each may count its own part.
    expect(Number(output)).toBeGreaterThan(40)
  })
})

function makeGroup(): { folder: string; members: string } | null {
  const name = `loadwright-test-${process.pid}`
  for (const [folder, members, limit, value] of [
    [`/sys/fs/cgroup/cpu/${name}`, 'tasks', 'cpu.cfs_quota_us', '20000'],
    [`/sys/fs/cgroup/${name}`, 'cgroup.procs', 'cpu.max', '20000 100000'],
  ] as const) {
    try {
      mkdirSync(folder)
    } catch {
      continue
    }
    try {
      writeFileSync(`${folder}/${limit}`, value)
      return { folder, members: `${folder}/${members}` }
    } catch {
      rmdirSync(folder)
    }
  }
  return null
}
