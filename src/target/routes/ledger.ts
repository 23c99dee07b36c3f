/** Credits that are moved between accounts: their sum never changes, which is what a load test can check. */
import type { FastifyInstance } from 'fastify'
import { requireUser, sessionOf } from '../http/authentication.ts'
import { refuse } from '../http/refuse.ts'
import type { Platform } from '../platform.ts'

interface ByName {
  readonly username: string
}

interface TransferBody {
  readonly to: string
  readonly amount: number
}

const TRANSFER_SCHEMA = {
  type: 'object',
  required: ['to', 'amount'],
  properties: {
    to: { type: 'string', minLength: 1, maxLength: 200 },
    amount: { type: 'integer', minimum: 1, maximum: 1_000_000_000 },
  },
}

export function ledgerRoutes(app: FastifyInstance, { pool, tokens }: Platform): void {
  const signedIn = requireUser(tokens)

  app.get('/api/ledger', { onRequest: signedIn }, async () => {
    const ledger = await pool.read('readLedger', undefined)
    return { ...ledger, balanced: ledger.total === ledger.expectedTotal }
  })

  app.get<{ Params: ByName }>('/api/accounts/:username', { onRequest: signedIn }, async (request, reply) => {
    const { username } = request.params
    if (!isOwn(sessionOf(request), username)) return refuseAccount(reply)
    const balance = await pool.read('readBalance', { username })
    return balance ?? refuse(reply, 404, 'not_found', `there is no account ${JSON.stringify(username)}`)
  })

  app.post<{ Params: ByName; Body: TransferBody }>(
    '/api/accounts/:username/transfer',
    { onRequest: signedIn, schema: { body: TRANSFER_SCHEMA } },
    async (request, reply) => {
      const from = request.params.username
      const { to, amount } = request.body
      if (!isOwn(sessionOf(request), from)) return refuseAccount(reply)
      if (from === to) return refuse(reply, 422, 'same_account', 'a transfer needs two different accounts')
      const outcome = await pool.write('transfer', { from, to, amount, nowMs: Date.now() })
      switch (outcome.outcome) {
        case 'done':
          return { from: outcome.from, to: outcome.to, amount }
        case 'missing':
          return refuse(reply, 404, 'not_found', `there is no account ${JSON.stringify(outcome.username)}`)
        case 'insufficient':
          return refuse(reply, 409, 'insufficient_credit', `the balance is ${outcome.balance}`, {
            balance: outcome.balance,
          })
        default:
          return outcome satisfies never
      }
    },
  )
}

function isOwn(session: { username: string; role: string }, username: string): boolean {
  return session.role === 'admin' || session.username === username
}

function refuseAccount(reply: Parameters<typeof refuse>[0]) {
  return refuse(reply, 403, 'forbidden', 'the account belongs to another user')
}
