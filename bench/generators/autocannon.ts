/** autocannon, which neither checks nor extracts nor records per endpoint. Its first second, by its own count, is the warm-up. */
import autocannon from 'autocannon'
import { Meter } from './report.ts'

const [url, users, seconds] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])]
let requests = 0
let failures = 0
const meter = new Meter(() => ({ requests, failures }))
const instance = autocannon(
  {
    url: `${url}/api/executions/42`,
    connections: users,
    duration: seconds,
    headers: { authorization: 'Bearer 1' },
  },
  (_error, result) => {
    requests = result.requests.total
    failures = result.errors + result.non2xx
    meter.report()
    process.exit(0)
  },
)
instance.once('tick', ({ counter }) => {
  requests = counter
  meter.begin()
})
