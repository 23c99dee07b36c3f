/** With one seed, a run repeats itself: every user sends the same requests in the same order, with the same values. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { shardOf } from '../core/load/shard.ts'
import { httpServer, type ReceivedRequest, type TestServer } from './testing/servers.ts'
import { runPlan } from './testing/runPlan.ts'

let server: TestServer & { received: ReceivedRequest[] }
beforeEach(async () => {
  server = await httpServer((_request, response) => response.end('{"list":[1,2,3,4,5,6,7,8,9]}'))
})
afterEach(() => server.close())

const plan = (load: string): string => `
name: determinism
target: ${server.url}
users:
  Shopper:
    weight: 3
    wait: 1ms..9ms
    headers: { x-user: "{{$user}}" }
    tasks:
      - { name: a, weight: 2, steps: [ { get: "/a/{{$int(1,1000)}}", extract: { one: { json: "$.list[*]", pick: random } } }, { get: "/one/{{one}}" } ] }
      - { name: b, weight: 1, steps: [ { post: /b, json: { id: "{{$uuid}}", of: "{{$oneOf(x,y,z)}}" } } ] }
      - { name: c, weight: 1, steps: [ { choose: [ { steps: [ { get: /c/1 } ] }, { steps: [ { get: /c/2 } ] } ] } ] }
  Admin:
    weight: 1
    wait: { mean: 5ms }
    headers: { x-user: "{{$user}}" }
    tasks: [ { name: d, steps: [ { get: "/d/{{$uuid}}" } ] } ]
scenarios: { s: { load: ${load} } }
`

/** What each user sent, in order. */
async function sequences(
  load: string,
  options: { seed: number; shard?: number; shards?: number },
): Promise<Map<string, string[]>> {
  server.received.length = 0
  await runPlan(plan(load), options)
  const byUser = new Map<string, string[]>()
  for (const { method, url, headers, body } of server.received) {
    const user = String(headers['x-user'])
    byUser.set(user, [...(byUser.get(user) ?? []), `${method} ${url} ${body.toString()}`])
  }
  return byUser
}

/** How many requests of all users are equal up to where the shorter run ends, and whether any differs. */
function compare(a: Map<string, string[]>, b: Map<string, string[]>): { common: number; differs: boolean } {
  let common = 0
  let differs = false
  for (const [user, list] of a) {
    const other = b.get(user) ?? []
    for (let i = 0; i < Math.min(list.length, other.length); i++) {
      if (list[i] === other[i]) common++
      else {
        differs = true
        break
      }
    }
  }
  return { common, differs }
}

const CLOSED = '{ users: 8, spawnRate: 200, for: 700ms }'

test('the same seed sends the same, another seed something else', async () => {
  const first = await sequences(CLOSED, { seed: 7 })
  const again = await sequences(CLOSED, { seed: 7 })
  const other = await sequences(CLOSED, { seed: 8 })
  expect([...first.keys()].toSorted()).toEqual([...again.keys()].toSorted())
  const { common, differs } = compare(first, again)
  expect(differs).toBe(false)
  expect(common).toBeGreaterThan(40)
  expect(compare(first, other)).toMatchObject({ differs: true })
})

test('users do not depend on how many engines there are', async () => {
  const whole = await sequences(CLOSED, { seed: 7 })
  for (const shard of [0, 1]) {
    const part = await sequences(CLOSED, { seed: 7, shard, shards: 2 })
    expect([...part.keys()].toSorted()).toEqual(
      [...whole.keys()].filter((user) => Number(user) % 2 === shard).toSorted(),
    )
    expect(compare(part, whole).differs).toBe(false)
  }
})

test('the number of a user that an arrival makes says which engine it is of', async () => {
  for (const shard of [0, 1, 2]) {
    const users = [
      ...(await sequences('{ arrivals: 300/s, for: 300ms, maxUsers: 90 }', { seed: 7, shard, shards: 3 })).keys(),
    ]
    expect(users.length).toBeGreaterThan(0)
    expect(new Set(users.map((user) => shardOf(Number(user), 3)))).toEqual(new Set([shard]))
  }
})
