import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createReadAhead } from './readAhead.ts'

/** Whatever can be done by now without anybody's help. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await setImmediate()
}

/** A question that is answered when it is told to. */
function pending(): { action: () => Promise<string>; answer: (text: string) => void } {
  let answer!: (text: string) => void
  const answered = new Promise<string>((resolve) => (answer = resolve))
  return { action: () => answered, answer }
}

/** Takes longer than a turn. */
function takeLong(): void {
  const untilMs = performance.now() + 6
  while (performance.now() < untilMs);
}

test('is done when nothing is asked, and stands still while something is', async () => {
  const ahead = createReadAhead()
  const { action, answer } = pending()
  const answered = ahead.question(action)
  let steps = 0
  const done = new Promise<void>((resolve) => {
    ahead.plan('chart', async (pace) => {
      for (; steps < 5; steps++) {
        await pace()
        takeLong()
      }
      resolve()
    })
  })
  await settle()
  expect(steps).toBe(0)
  answer('here')
  expect(await answered).toBe('here')
  await done
  expect(steps).toBe(5)
})

test('while another reader has a question to answer it waits as well', async () => {
  let isAskedElsewhere = true
  let isDone = false
  const ahead = createReadAhead(() => isAskedElsewhere)
  const done = new Promise<void>((resolve) => {
    ahead.plan('chart', async (pace) => {
      await pace()
      isDone = true
      resolve()
    })
  })
  await settle()
  expect(isDone).toBe(false)
  isAskedElsewhere = false
  await done
})

test('a question in the middle of it is answered first', async () => {
  const ahead = createReadAhead()
  const order: string[] = []
  let begun!: () => void
  const hasBegun = new Promise<void>((resolve) => (begun = resolve))
  const done = new Promise<void>((resolve) => {
    ahead.plan('chart', async (pace) => {
      await pace()
      begun()
      takeLong()
      await pace()
      order.push('read ahead')
      resolve()
    })
  })
  await hasBegun
  const { action, answer } = pending()
  const answered = ahead.question(action)
  await settle()
  order.push('answered')
  answer('')
  await answered
  await done
  expect(order).toEqual(['answered', 'read ahead'])
})

test('gives up what is planned anew, or is of no use; what fails is in nobody’s way', async () => {
  const ahead = createReadAhead()
  const done: string[] = []
  const work = (name: string) => async (pace: () => Promise<void>) => {
    await pace()
    takeLong()
    await pace()
    done.push(name)
  }
  ahead.plan('chart', work('old'))
  ahead.plan('other', async (pace) => {
    await pace()
    throw new Error('damaged')
  })
  ahead.plan('chart', work('new'))
  const last = new Promise<void>((resolve) => {
    ahead.plan('last', async (pace) => {
      await work('last')(pace)
      resolve()
    })
  })
  await last
  expect(done).toEqual(['new', 'last'])

  ahead.plan('chart', work('forgotten'))
  ahead.forget()
  await settle()
  expect(done).toEqual(['new', 'last'])
})

test('a question that fails lets it go on', async () => {
  const ahead = createReadAhead()
  await expect(ahead.question(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await new Promise<void>((resolve) => {
    ahead.plan('chart', async (pace) => {
      await pace()
      resolve()
    })
  })
})
