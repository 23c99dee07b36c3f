/** The bare loop that declarative scenarios are measured against: undici's Client.dispatch, nothing recorded, nothing checked. */
import { Client } from 'undici'
import { reportResult } from './report.ts'

const [url, users, seconds] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])]
let requests = 0
let failures = 0
const endAt = performance.now() + seconds * 1000
const cpu = process.cpuUsage()
const startedAt = performance.now()
let running = users
for (let i = 0; i < users; i++) {
  const client = new Client(url, { pipelining: 1, headersTimeout: 0, bodyTimeout: 0 })
  const headers = ['user-agent', 'bare', 'accept', '*/*', 'authorization', `Bearer ${i}`]
  const next = (): void => {
    if (performance.now() >= endAt) {
      void client.close()
      if (--running === 0) {
        reportResult({ requests, failures, wallSeconds: (performance.now() - startedAt) / 1000 }, process.cpuUsage(cpu))
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
