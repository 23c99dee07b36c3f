/** autocannon, which neither checks nor extracts nor records per endpoint. */
import autocannon from 'autocannon'
import { reportResult } from './report.ts'

const [url, users, seconds] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])]
const cpu = process.cpuUsage()
const startedAt = performance.now()
const result = await autocannon({
  url: `${url}/api/executions/42`,
  connections: users,
  duration: seconds,
  headers: { authorization: 'Bearer 1' },
})
reportResult(
  {
    requests: result.requests.total,
    failures: result.errors + result.non2xx,
    wallSeconds: (performance.now() - startedAt) / 1000,
  },
  process.cpuUsage(cpu),
)
