/** The task of declarative.plan.yaml as code: a header with a template, a status and a JSON expectation, one value taken out. */
import { plan, task, user } from 'loadwright'

export default plan({
  name: 'bench in code',
  target: process.env['TARGET'] ?? 'http://127.0.0.1:8900',
  users: {
    User: user({
      headers: { authorization: 'Bearer {{$user}}' },
      tasks: [
        task('poll', async ({ http, check, vars }) => {
          const response = await http.get('/api/executions/42', { expect: 200 })
          check(response.json('$.status') === 'completed', 'completed')
          vars.id = response.json('$.id')
        }),
      ],
    }),
  },
  scenarios: {
    bench: {
      load: {
        users: Number(process.env['USERS'] ?? 64),
        spawnRate: 100_000,
        for: `${process.env['SECONDS'] ?? 10}s`,
      },
    },
  },
})
