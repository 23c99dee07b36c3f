import { plan, task, user } from 'loadwright'

export default plan({
  name: 'Workflows, in code',
  target: process.env['TARGET'] ?? 'http://127.0.0.1:8900',
  secrets: { password: process.env['PERF_PASSWORD'] ?? 'demo' },
  variables: { token: null }, // null: code sets it; until then, the header below is left out
  data: { accounts: { file: 'accounts.csv', pick: 'unique' } },
  settings: { headers: { authorization: 'Bearer {{token}}' } },
  users: {
    Author: user({
      wait: '500ms..1s',
      async onStart({ http, vars, data }) {
        const login = await http.post('/api/auth/login', {
          json: { username: data.accounts.username, password: vars.password },
        })
        vars.token = login.json('$.token')
      },
      tasks: [
        task('write and run', { weight: 3 }, async ({ http, check, group, random, ws, vars }) => {
          const live = await ws.connect(`/ws?token=${vars.token}`)
          await live.request(
            { type: 'subscribe', channel: 'executions' },
            { json: { '$.type': 'subscribed' }, within: '5s' },
          )
          await group('write and run', async () => {
            const made = await http.post('/api/workflows', {
              json: {
                name: random.uuid(),
                runner: random.pick(['browser', 'desktop']),
                steps: [{ type: 'screenshot' }],
              },
              expect: 201,
            })
            const workflow = made.json('$.id')
            const started = await http.post('/api/workflows/:workflow/execute', { params: { workflow }, expect: 202 })
            const done = await live.waitFor({
              json: { '$.id': started.json('$.id'), '$.status': 'completed' },
              within: '30s',
            })
            check(done !== null, 'it is completed')
            await http.delete('/api/workflows/:workflow', { params: { workflow }, expect: 204 })
          })
        }),
        task('look around', [{ get: '/api/workflows?limit=20', expect: { status: 200 } }]), // steps as in YAML
      ],
    }),
  },
  scenarios: { smoke: { load: { users: 5, spawnRate: 5, for: '20s' } } },
  criteria: { endpoints: { '/api/workflows': 'p95 < 500ms' } },
})
