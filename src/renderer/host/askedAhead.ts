/** Questions that are asked before those are there who need the answers: the host answers while the window is being built. */
import type { Client } from '../../contract/method.ts'
import type { Workbench } from '../../contract/workbench.ts'

export interface AskedAhead {
  /** As `client`; an answer that is there, or on its way, goes to the first who asks the same. */
  client: Client<Workbench>
  ask: Client<Workbench>['call']
}

export function askedAhead(client: Client<Workbench>): AskedAhead {
  const answers = new Map<string, Promise<unknown>>()

  const ask: AskedAhead['ask'] = (name, params, options) => {
    const answer = client.call(name, params, options)
    answers.set(questionOf(name, params), answer)
    return answer
  }
  const call: AskedAhead['ask'] = (name, params, options) => {
    const question = questionOf(name, params)
    const answer = answers.get(question) as ReturnType<typeof client.call<typeof name>> | undefined
    answers.delete(question)
    return answer ?? client.call(name, params, options)
  }
  return { client: { ...client, call }, ask }
}

/** In whatever order its parameters were written. */
function questionOf(name: string, params: unknown): string {
  return JSON.stringify([name, Object.entries(params as object).toSorted(([one], [other]) => (one < other ? -1 : 1))])
}
