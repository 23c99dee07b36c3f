/** The code of a plan as one virtual user runs it: a function at a time, with everything it may do to this user. */
import type { Random, TaskContext, UserFacts } from '../../authoring/taskContext.ts'
import { thinkTimeMs } from '../choices.ts'
import type { EngineContext } from '../engineContext.ts'
import type { LinkedScript } from '../linkedPlan.ts'
import { tellNote } from '../noteExchange.ts'
import { waitOfCode } from './codeDuration.ts'
import { placeIn } from './codeError.ts'
import { CodeHttp } from './codeHttp.ts'
import { CodeSockets } from './codeSockets.ts'
import type { CodeUser } from './codeUser.ts'
import { never, Underway } from './underway.ts'

export class UserCode {
  readonly #context: EngineContext
  readonly #user: CodeUser
  readonly #underway = new Underway()
  readonly #http: CodeHttp
  readonly #sockets: CodeSockets
  readonly #given: TaskContext
  #script: LinkedScript | null = null

  constructor(context: EngineContext, user: CodeUser) {
    this.#context = context
    this.#user = user
    const position = (): string => this.#position()
    this.#http = new CodeHttp(context, user, this.#underway, position)
    this.#sockets = new CodeSockets(context, user, this.#underway, position)
    const { variables } = context.plan.code!
    this.#given = Object.freeze({
      http: this.#http,
      ws: this.#sockets,
      check: (condition: boolean, name: string) => this.#check(condition, name),
      group: <T>(name: string, steps: () => Promise<T> | T) => this.#group(name, steps),
      sleep: (duration: string | number) => this.#sleep(duration),
      vars: variables.variablesOf(user.slots),
      data: variables.dataOf(user.slots),
      user: factsOf(user, context.plan.source.users[user.type]!.name),
      random: randomOf(user),
    })
  }

  /** Ends in exactly one call of `user.scriptDone`, perhaps before it returns; in none when the user is cut off. */
  run(script: LinkedScript): void {
    this.#script = script
    let result: unknown
    try {
      result = script.run(this.#given)
    } catch (error) {
      this.#done({ thrown: error })
      return
    }
    if (result instanceof Promise)
      result.then(
        () => this.#done(null),
        (error: unknown) => this.#done({ thrown: error }),
      )
    else this.#done(null)
  }

  endOfIteration(): void {
    this.#sockets.endOfIteration()
  }

  /** The user ends: whatever its code waits for is cut off. */
  end(): void {
    this.#underway.end()
    this.#http.close()
    this.#sockets.kill()
  }

  #done(error: { thrown: unknown } | null): void {
    if (this.#underway.hasEnded) return
    this.#underway.whenIdle(() => this.#user.scriptDone(error))
  }

  #check(condition: unknown, name: string): boolean {
    if (this.#underway.hasEnded) return false
    if (typeof condition === 'object' && condition !== null && 'then' in condition)
      throw new Error(`check ${JSON.stringify(name)} was given a promise: await it first`)
    const { recorder, masker, sink } = this.#context
    const { counts } = recorder
    if (condition) counts.checksPassed++
    else {
      counts.checksFailed++
      this.#user.groups.fail()
    }
    if (condition && sink === null) return true
    const text = masker.text(String(name))
    if (!condition) recorder.error('check', `user ${this.#given.user.type}`, recorder.groupMessage(text))
    tellNote(this.#context, {
      position: this.#position(),
      text,
      checks: [{ text, passed: Boolean(condition), actual: null }],
      error: condition ? null : 'check',
    })
    return Boolean(condition)
  }

  async #group<T>(name: string, steps: () => Promise<T> | T): Promise<T> {
    if (this.#underway.hasEnded) return never()
    const { groups } = this.#user
    const group = groups.open(this.#context.names.idOf(String(name), 'group', this.#position()))
    try {
      return await steps()
    } catch (error) {
      group.failed = true
      throw error
    } finally {
      if (!this.#underway.hasEnded) groups.close(group)
    }
  }

  #sleep(duration: string | number): Promise<void> {
    if (this.#underway.hasEnded) return never()
    const ms = thinkTimeMs(waitOfCode(duration), this.#user.random)
    this.#user.waited()
    this.#user.postponeDue(ms)
    return new Promise((resolve, reject) => {
      const { queue, clock } = this.#context
      const cutOff = (error: Error): void => {
        handle.cancelled = true
        reject(error)
      }
      const handle = queue.add(clock.now() + ms, {
        due: () => {
          resolve()
          this.#underway.remove(cutOff)
        },
      })
      this.#underway.add(cutOff)
    })
  }

  /** For people who debug, the very line; else that of the step, which costs nothing to know. */
  #position(): string {
    const position = this.#script?.position ?? ''
    if (this.#context.sink === null) return position
    const place = placeIn(new Error('where').stack ?? '', this.#context.plan.source.folder)
    return place === null ? position : `${place.file}:${place.line}:${place.column}`
  }
}

function factsOf(user: CodeUser, type: string): UserFacts {
  return {
    type,
    index: user.user,
    get iteration() {
      return user.iteration
    },
  }
}

function randomOf({ random }: CodeUser): Random {
  return {
    next: () => random.nextFloat(),
    int: (min, max) => random.int(min, max),
    pick: (list) => random.pick(list),
    uuid: () => random.uuid(),
  }
}
