/** What a kept request says of itself beside its times: names of traits, to count how often they come. */
import { shardOf } from '../../../../core/load/shard.ts'
import type { ReportExemplar } from '../../../../core/report/report.ts'

const SIZES: readonly { below: number; name: string }[] = [
  { below: 1, name: 'No body' },
  { below: 1000, name: 'Below 1 kB' },
  { below: 10_000, name: '1–10 kB' },
  { below: 100_000, name: '10–100 kB' },
  { below: 1_000_000, name: '100 kB–1 MB' },
  { below: Infinity, name: '1 MB and more' },
]

/** Of the body of the response, on the wire. */
export function sizeName({ response }: Pick<ReportExemplar, 'response'>): string {
  if (response === null) return 'No response'
  return SIZES.find(({ below }) => response.bodyBytes < below)?.name ?? 'No response'
}

/** Users are dealt out to engines in turn, so its number says where one ran. Engines are counted from 1 for people. */
export function engineName({ user }: Pick<ReportExemplar, 'user'>, engines: number): string {
  return `Engine ${shardOf(user, engines) + 1}`
}
