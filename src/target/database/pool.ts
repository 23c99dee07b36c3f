/** The platform's database: a file that lives as long as the target, several connections that read it and one that writes. */
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Lane, LaneStats } from './lane.ts'
import { openLane } from './lane.ts'
import type { ReadOperations, WriteOperations } from './operations.ts'
import type { SeedData } from './schema.ts'

type Parameter<Operation> = Operation extends (connection: never, parameters: infer P) => unknown ? P : undefined
type Answer<Operation> = Operation extends (...parameters: never[]) => infer R ? R : never

export interface DatabasePool {
  /** @throws {DatabaseBusyError} when no connection can be had. */
  read<Name extends keyof ReadOperations>(
    operation: Name,
    parameters: Parameter<ReadOperations[Name]>,
  ): Promise<Answer<ReadOperations[Name]>>
  /** Done in the order of the calls; what it wrote is what every later `read` sees. @throws {DatabaseBusyError} */
  write<Name extends keyof WriteOperations>(
    operation: Name,
    parameters: Parameter<WriteOperations[Name]>,
  ): Promise<Answer<WriteOperations[Name]>>
  stats(): { readonly readers: LaneStats; readonly writer: LaneStats }
  close(): Promise<void>
}

const CLOSING_PATIENCE_MS = 500

export async function openPool(settings: {
  readonly workerUrl: URL
  readonly readers: number
  readonly mostWaiting: number
  readonly waitTimeoutMs: number
  readonly seedData: SeedData
}): Promise<DatabasePool> {
  const folder = await mkdtemp(join(tmpdir(), 'loadwright-target-'))
  const removeNow = () => {
    rmSync(folder, { recursive: true, force: true })
  }
  // For an exit that does not pass through `close`.
  process.once('exit', removeNow)
  const readers = openLane({ ...settings, connections: settings.readers })
  const writer = openLane({ ...settings, connections: 1 })
  async function close(): Promise<void> {
    await Promise.all([readers.close(CLOSING_PATIENCE_MS), writer.close(CLOSING_PATIENCE_MS)])
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    process.off('exit', removeNow)
  }
  try {
    const file = join(folder, 'platform.db')
    await writer.askAll({ kind: 'open', file, mode: 'writer', seedData: settings.seedData })
    await readers.askAll({ kind: 'open', file, mode: 'reader', seedData: undefined })
  } catch (error) {
    await close()
    throw error
  }
  // The operation's types are the worker's own: `operations.ts` is the one list of both sides.
  const askAs = <T>(lane: Lane, operation: string, parameters: unknown) =>
    lane.ask({ kind: 'operation', operation, parameters }) as Promise<T>
  return {
    read: (operation, parameters) => askAs(readers, operation, parameters),
    write: (operation, parameters) => askAs(writer, operation, parameters),
    stats: () => ({ readers: readers.stats(), writer: writer.stats() }),
    close,
  }
}
