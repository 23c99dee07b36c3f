import { expect, test } from 'vitest'
import { createOneQuestion } from './oneQuestion.ts'

test('a click while a question is open asks nothing; what cannot be left out is asked afterwards', async () => {
  const questions = createOneQuestion()
  const first = Promise.withResolvers<string>()
  const events: string[] = []
  const asked = questions.ask(() => first.promise, 'unasked').then((answer) => events.push(answer))
  const next = questions.askNext(() => {
    events.push('the next is open')
    return Promise.resolve('second')
  })
  expect(await questions.ask(() => Promise.resolve('asked'), 'unasked')).toBe('unasked')
  expect(events).toEqual([])
  first.resolve('first')
  expect([await asked, await next]).toEqual([1, 'second'])
  expect(events).toEqual(['first', 'the next is open'])
  expect(await questions.ask(() => Promise.resolve('asked'), 'unasked')).toBe('asked')
})

test('a question that fails does not keep the next one waiting', async () => {
  const questions = createOneQuestion()
  const failing = questions.askNext(() => Promise.reject(new Error('no window')))
  const next = questions.askNext(() => Promise.resolve('asked'))
  await expect(failing).rejects.toThrow('no window')
  expect(await next).toBe('asked')
})
