/** Basic and bearer: what is sent, and which of several places wins. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runPlan } from '../../testing/runPlan.ts'
import { httpServer, onePass, type ReceivedRequest, type TestServer } from '../../testing/servers.ts'

let server: TestServer & { received: ReceivedRequest[] }
beforeEach(async () => {
  server = await httpServer((request, response) => {
    if (request.url === '/login') response.end('{"token":"t1"}')
    else response.statusCode = request.url === '/denied' ? 403 : 200
    response.end()
  })
})
afterEach(() => server.close())

async function sent(steps: string, more = '', user = ''): Promise<(string | undefined)[]> {
  await runPlan(onePass(server.url, steps, more, user))
  return server.received.map(({ headers }) => headers.authorization)
}

test('Basic is RFC 7617: the example of its §2, and letters beyond ASCII as UTF-8', async () => {
  const pairs = await sent(
    '- { get: /a, auth: { basic: { user: Aladdin, password: open sesame } } }\n- { get: /b, auth: { basic: { user: test, password: "123£" } } }',
  )
  expect(pairs).toEqual(['Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Basic dGVzdDoxMjPCow=='])
})

test('the request wins over the user, the user over the settings; none takes it back', async () => {
  expect(
    await sent(
      '- get: /user\n- { get: /request, auth: { bearer: r } }\n- { get: /none, auth: none }\n- { get: /header, headers: { authorization: own } }',
      'settings: { auth: { bearer: s } }',
      'auth: { bearer: u }',
    ),
  ).toEqual(['Bearer u', 'Bearer r', undefined, 'own'])
  server.received.length = 0
  expect(await sent('- get: /settings', 'settings: { auth: { bearer: s } }')).toEqual(['Bearer s'])
})

test('a token that is not there yet leaves the header out', async () => {
  expect(
    await sent('- { get: /login, extract: { token: $.token } }\n- get: /later', '', 'auth: { bearer: "{{token}}" }'),
  ).toEqual([undefined, 'Bearer t1'])
})

test('no exemplar shows it', async () => {
  const run = await runPlan(
    onePass(
      server.url,
      '- get: /denied',
      'secrets: { pw: hush-hush }\nsettings: { auth: { basic: { user: me, password: "{{pw}}" } } }',
    ),
  )
  const text = JSON.stringify(run.exemplars)
  expect(text).toContain('authorization')
  expect(text).not.toContain('hush-hush')
  expect(text).not.toContain(Buffer.from('me:hush-hush').toString('base64'))
})
