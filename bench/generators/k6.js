// What `declarative.plan.yaml` does, for k6.
import { check } from 'k6'
import http from 'k6/http'

const url = `${__ENV.TARGET}/api/executions/42`

export default function poll() {
  const response = http.get(url, { headers: { authorization: `Bearer ${__VU}` } })
  const body = response.json()
  check(response, {
    'status is 200': ({ status }) => status === 200,
    completed: () => body.status === 'completed',
  })
  return body.id
}
