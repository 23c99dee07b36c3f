import { expect, test } from 'vitest'
import { runsMethods } from '../../../contract/methods/runs.ts'
import {
  emptyForm,
  fieldOf,
  findErrors,
  firstForm,
  looksSecret,
  scenarioFor,
  startParams,
  forNextTime,
  type StartForm,
} from './startForm.ts'

function form(more: Partial<StartForm> = {}): StartForm {
  return { ...emptyForm('checkout.plan.yaml', 'steady'), ...more }
}

function row(name: string, value: string, isSecret = false): StartForm['environment'][number] {
  return { name, value, isSecret }
}

test('an untouched form is the plan as it is', () => {
  expect(startParams(form())).toEqual({
    plan: 'checkout.plan.yaml',
    scenario: 'steady',
    build: '',
    host: '',
    users: '',
    spawnRate: '',
    runTime: '',
    environment: {},
  })
  expect(findErrors(form())).toEqual({})
})

test('a run that is run again has its own build and target, and what else was written last', () => {
  const last = form({ build: '2', host: 'http://other', environment: [row('REGION', 'eu')] })
  const again = { plan: 'checkout.plan.yaml', scenario: 'steady', build: '', host: 'http://its-own' }
  expect(firstForm(again, last)).toEqual({ ...last, build: '', host: 'http://its-own' })
  expect(firstForm({}, last)).toEqual(last)
  expect(firstForm({ plan: 'a.plan.yaml' }, null)).toEqual(emptyForm('a.plan.yaml'))
})

test('what is run again is the same scenario, that of a search for capacity the one that was searched', () => {
  const names = ['smoke', 'steady', 'odd (capacity)', '__proto__']
  expect(scenarioFor('', names)).toBe('smoke')
  expect(scenarioFor('steady', names)).toBe('steady')
  expect(scenarioFor('steady (capacity)', names)).toBe('steady')
  // It may be called like that.
  expect(scenarioFor('odd (capacity)', names)).toBe('odd (capacity)')
  expect(scenarioFor('odd (capacity) (capacity)', names)).toBe('odd (capacity)')
  expect(scenarioFor('__proto__', names)).toBe('__proto__')
  for (const gone of ['stead', 'constructor', ' (capacity)', '<img src=x onerror=1>', 'x'.repeat(10_000)])
    expect(scenarioFor(gone, names)).toBeNull()
  expect(scenarioFor('', [])).toBeNull()
})

test('plan and scenario have to be chosen', () => {
  expect(findErrors(emptyForm())).toEqual({ plan: 'Choose a plan.' })
  expect(findErrors(emptyForm('a.plan.yaml'))).toEqual({ scenario: 'Choose a scenario.' })
})

test('rows of the environment are names and values; empty ones are none', () => {
  const environment = [row(' REGION ', ' eu '), row('', ''), row('TOKEN', 's3cret', true)]
  expect(startParams(form({ environment })).environment).toEqual({ REGION: ' eu ', TOKEN: 's3cret' })
  expect(findErrors(form({ environment }))).toEqual({})
})

test.each([
  [[row('', 'x')], 'A value has no name.'],
  [[row('A', '1'), row(' A', '2')], 'A is there twice.'],
  [[row('<img src=x>', '1')], '"<img src=x>" is no name: letters, digits and _ make one.'],
  [[row('x'.repeat(10_000), '1')], 'A name has at most 200 characters.'],
  [[row('A', 'x'.repeat(10_001))], 'The value of A is too long: at most 10,000 characters.'],
])('rows that cannot be are said: %#', (environment, sentence) => {
  expect(findErrors(form({ environment })).environment).toBe(sentence)
})

test('a name of the prototype is a name like any other', () => {
  const params = startParams(form({ environment: [row('__proto__', 'x')] }))
  expect(Object.keys(params.environment ?? {})).toEqual(['__proto__'])
})

test('what passes here passes the contract', () => {
  const full = form({
    build: 'x'.repeat(200),
    host: 'x'.repeat(2000),
    users: ' 5 ',
    environment: [row('A', 'x'.repeat(10_000))],
  })
  expect(findErrors(full)).toEqual({})
  expect(runsMethods['runs.start'].params.safeParse(startParams(full)).success).toBe(true)
  expect(findErrors(form({ build: 'x'.repeat(201) }))).toEqual({ build: 'At most 200 characters.' })
})

test.each([
  ['Users is "many"; it must be a whole number from 1 to 1,000,000.', 'users'],
  ['Spawn rate is "0"; it must be users per second above 0.', 'spawnRate'],
  ['Run time is "1x"; it must be a duration above 0.', 'runTime'],
  ['Target is "x"; it must be an http(s) URL such as http://127.0.0.1:8900.', 'host'],
  ['Scenario `x` has one user; with Users at 5 it must be said how fast they start: add Spawn rate.', 'users'],
  ['Scenario `x` would end before all 9 users have started. Give a longer Run time, or fewer Users.', 'runTime'],
  ['Scenario `x` has a warm-up of 5m, which is the whole run.', 'scenario'],
  ['`a-b` is not a name of a variable: those have letters, digits and _.', 'environment'],
  ['checkout.plan.yaml:3:1 Unknown key `users`.', null],
  ['', null],
] as const)('a refusal stands beside the field it names: %s', (message, field) => {
  expect(fieldOf(message)).toBe(field)
})

test('secrets and loads are forgotten, names and labels are not', () => {
  const started = form({
    build: '1.0',
    users: '9',
    runTime: '1h',
    environment: [row('A', '1'), row('TOKEN', 's3cret', true)],
  })
  const next = forNextTime(started)
  expect(next).toEqual(form({ build: '1.0', environment: [row('A', '1'), row('TOKEN', '', true)] }))
  expect(JSON.stringify(next)).not.toContain('s3cret')
})

test('a secret without a value is not sent', () => {
  const environment = [row('EMPTY', ''), row('TOKEN', '', true)]
  expect(findErrors(form({ environment })).environment).toBe('TOKEN has no value: write it, or remove the row.')
})

test('names that say so are secrets', () => {
  expect(['API_KEY', 'authToken', 'PASSWORD', 'DB_PWD'].every(looksSecret)).toBe(true)
  expect(['REGION', 'USERS', 'HOST'].some(looksSecret)).toBe(false)
})
