/**
 * The bare loop that declarative scenarios are measured against: undici's Client.dispatch, nothing recorded, nothing checked.
 *
 *   node dispatch.ts URL USERS SECONDS [WARM_UP_SECONDS]
 */
import { Client } from 'undici'
import { Meter, WARM_UP_S } from './report.ts'

const [url, users, seconds] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])]
const warmUpS = Number(process.argv[5] ?? WARM_UP_S)
let requests = 0
let failures = 0
let running = users
const endAt = performance.now() + seconds * 1000
const meter = new Meter(() => ({ requests, failures }))
setTimeout(() => meter.begin(), warmUpS * 1000)
for (let i = 0; i < users; i++) {
  const client = new Client(url, { pipelining: 1, headersTimeout: 0, bodyTimeout: 0 })
  const headers = ['user-agent', 'bare', 'accept', '*/*', 'authorization', `Bearer ${i}`]
  const next = (): void => {
    if (performance.now() >= endAt) {
      void client.close()
      if (--running === 0) {
        meter.report()
        process.exit(0)
      }
      return
    }
    client.dispatch(
      { origin: url, path: '/api/executions/42', method: 'GET', headers },
      {
        onRequestStart: () => {},
        onResponseStart: () => {},
        onResponseData: () => {},
        onResponseEnd: () => {
          requests++
          next()
        },
        onResponseError: () => {
          failures++
          next()
        },
      },
    )
  }
  next()
}
