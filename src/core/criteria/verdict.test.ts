import { describe, expect, test } from 'vitest'
import type { ReportCriterion } from '../report/report.ts'
import { DEFAULT_FAIL_ON, decideVerdict, excess, FAIL_ON, worstOf, type VerdictFacts } from './verdict.ts'

type Status = ReportCriterion['status']

function criterion(status: Status, changes: Partial<ReportCriterion> = {}): ReportCriterion {
  return {
    id: 'x',
    text: 'p99 < 2s',
    subject: 'POST /api/workflows',
    metric: 'p99',
    level: status === 'overTarget' ? 'target' : 'maximum',
    operator: '<',
    limit: 2000,
    actual: status === 'met' ? 1200 : 2410,
    unit: 'ms',
    status,
    samples: 500,
    windowMs: null,
    stop: false,
    endpoints: [],
    firstBreakMs: null,
    notes: status === 'tooFew' ? ['only 41 successful requests; p99 needs at least 100'] : [],
    ...changes,
  }
}

const facts: VerdictFacts = {
  endedBy: 'plan',
  requests: 12_345,
  trust: { untrustedShare: 0, reason: null, advice: null },
  nothingMeasured: null,
  regressions: [],
  fault: null,
  failOn: DEFAULT_FAIL_ON,
}

const untrusted: Partial<VerdictFacts> = {
  trust: { untrustedShare: 0.12, reason: 'CPU of engine 2 was at up to 97 % of one core', advice: 'Add a process.' },
}
const times = (n: number, status: Status, changes: Partial<ReportCriterion> = {}) =>
  Array.from({ length: n }, () => criterion(status, changes))

test('much less load than planned: no pass, whatever the criteria say, but a maximum that is passed stays passed', () => {
  const shortfall = 'On average 2.00 users ran where 9.20 were planned (21.74 %).'
  expect(decideVerdict(times(3, 'met'), { ...facts, shortfall })).toMatchObject({
    status: 'inconclusive',
    exitCode: 100,
    sentence: `${shortfall} The criteria were judged under a lighter load than the plan says.`,
  })
  expect(decideVerdict([criterion('overMaximum')], { ...facts, shortfall }).status).toBe('failed')
  expect(decideVerdict(times(3, 'met'), facts).status).toBe('passed')
})

test('a load that was changed by hand: a pass says so', () => {
  const steered = { ...facts, steered: true }
  expect(decideVerdict([criterion('met')], steered)).toEqual({
    status: 'passed',
    exitCode: 0,
    sentence: 'The criterion is met. The load was changed by hand: it is not what the plan says.',
  })
  expect(decideVerdict([criterion('overMaximum')], steered).status).toBe('failed')
})

describe('sentences', () => {
  test.each<[string, ReportCriterion[], Partial<VerdictFacts>, string]>([
    [
      'over maximum, worst first',
      [
        ...times(11, 'met'),
        criterion('overMaximum', { subject: '/b', actual: 2100 }),
        criterion('overMaximum'),
        criterion('overMaximum', { subject: '/c', actual: 2200 }),
      ],
      {},
      'POST /api/workflows p99 is 2.41 s; the maximum is 2 s. 3 of 14 criteria over maximum.',
    ],
    [
      'of all requests',
      [criterion('overMaximum', { subject: 'all', metric: 'failures', unit: 'share', limit: 0.01, actual: 0.0234 })],
      {},
      'The share of failures is 2.34 %; the maximum is 1 %. 1 of 1 criterion over maximum.',
    ],
    [
      'of one endpoint',
      [criterion('overMaximum', { subject: '/a', metric: 'failures', unit: 'share', limit: 0.01, actual: 0.0234 })],
      {},
      '/a failures are 2.34 %; the maximum is 1 %. 1 of 1 criterion over maximum.',
    ],
    [
      'lower limit',
      [
        criterion('overMaximum', {
          subject: 'all',
          metric: 'rate',
          unit: 'perS',
          operator: '>=',
          limit: 50,
          actual: 41.23,
        }),
      ],
      {},
      'The rate of all requests is 41.2 req/s; it must be at least 50 req/s. 1 of 1 criterion over maximum.',
    ],
    [
      'so near that three digits do not tell',
      [criterion('overMaximum', { actual: 2000.383 })],
      {},
      'POST /api/workflows p99 is 2000.4 ms; the maximum is 2 s. 1 of 1 criterion over maximum.',
    ],
    [
      'stopped by a criterion',
      [criterion('overMaximum', { stop: true }), criterion('met')],
      { endedBy: 'criterion' },
      'POST /api/workflows p99 is 2.41 s; the maximum is 2 s. 1 of 2 criteria over maximum. The run was stopped by a criterion.',
    ],
    [
      'over target',
      [criterion('overTarget'), criterion('met')],
      {},
      'POST /api/workflows p99 is 2.41 s; the target is 2 s. 1 of 2 criteria over target. Every maximum is kept.',
    ],
    ['all met', times(3, 'met'), {}, 'All 3 criteria are met.'],
    ['one met', times(1, 'met'), {}, 'The criterion is met.'],
    ['none set', [], {}, 'No criteria were set; 12,345 requests were measured.'],
    [
      'a target that could not be judged',
      [criterion('met'), criterion('tooFew', { level: 'target' })],
      {},
      '1 of 2 criteria met. 1 of 2 criteria not judged.',
    ],
    [
      'too few',
      [criterion('met'), criterion('tooFew')],
      {},
      'POST /api/workflows p99 could not be judged: only 41 successful requests; p99 needs at least 100. 1 of 2 criteria not judged.',
    ],
    [
      'not trusted',
      [criterion('notTrusted')],
      untrusted,
      'The generator was in the way for 12.00 % of the load. CPU of engine 2 was at up to 97 % of one core. Add a process.',
    ],
    [
      'a judgement that hangs on a little of the load',
      [
        criterion('met'),
        criterion('notTrusted', {
          notes: ['the generator was in the way for 2.00 % of the load, which is more than p99 leaves out'],
        }),
      ],
      {
        trust: {
          untrustedShare: 0.02,
          reason: 'The event loop of engine 1 was late by up to 1.98 s',
          advice: 'Go on.',
        },
      },
      'POST /api/workflows p99 could not be judged: the generator was in the way for 2.00 % of the load, which is more than p99 leaves out. 1 of 2 criteria not judged. The event loop of engine 1 was late by up to 1.98 s. Go on.',
    ],
    [
      'stopped',
      times(2, 'met'),
      { endedBy: 'sigint' },
      'The run was stopped before its end; 12,345 requests were measured. Until then, 2 of 2 criteria met.',
    ],
    [
      'an engine lost, which is why the rest is in doubt',
      times(2, 'met'),
      {
        endedBy: 'killed',
        lost: 'Engine 2 of 2 died (exit code 1) after 12 s, and 1/2 of the load with it',
        trust: { untrustedShare: 0.4, reason: 'Engine 2 sent no numbers', advice: null },
      },
      'Engine 2 of 2 died (exit code 1) after 12 s, and 1/2 of the load with it; 12,345 requests were measured. By that, 2 of 2 criteria met.',
    ],
    ['killed', [], { endedBy: 'killed' }, 'The run was interrupted before its end; 12,345 requests were measured.'],
    ['nothing measured', times(2, 'tooFew'), { nothingMeasured: 'Refused.' }, 'Refused.'],
  ])('%s', (_, criteria, changes, sentence) => {
    expect(decideVerdict(criteria, { ...facts, ...changes }).sentence).toBe(sentence)
  })
})

describe('status and exit code', () => {
  const all = new Set(FAIL_ON)
  const none = new Set<never>()
  test.each<[string, ReportCriterion[], Partial<VerdictFacts>, string, number]>([
    ['met', times(2, 'met'), {}, 'passed', 0],
    ['no criteria', [], {}, 'passed', 0],
    ['over target', times(1, 'overTarget'), {}, 'passed', 0],
    ['over target, asked for', times(1, 'overTarget'), { failOn: all }, 'failed', 97],
    ['over maximum', times(1, 'overMaximum'), {}, 'failed', 99],
    ['over maximum, not asked for', times(1, 'overMaximum'), { failOn: none }, 'failed', 0],
    ['over maximum and target', [...times(1, 'overMaximum'), ...times(1, 'overTarget')], { failOn: all }, 'failed', 99],
    ['too few', times(1, 'tooFew'), {}, 'inconclusive', 100],
    ['too few, not asked for', times(1, 'tooFew'), { failOn: none }, 'inconclusive', 0],
    ['target too few', [...times(1, 'met'), ...times(1, 'tooFew', { level: 'target' })], {}, 'passed', 0],
    [
      'target too few, asked for',
      [...times(1, 'met'), ...times(1, 'tooFew', { level: 'target' })],
      { failOn: all },
      'inconclusive',
      100,
    ],
    ['only targets, all too few', times(2, 'tooFew', { level: 'target' }), {}, 'inconclusive', 100],
    ['not trusted', times(1, 'notTrusted'), untrusted, 'inconclusive', 100],
    ['one certain, one not trusted', [...times(1, 'notTrusted'), ...times(1, 'overMaximum')], untrusted, 'failed', 99],
    [
      'one certain, one not trusted, maximum not asked for',
      [...times(1, 'notTrusted'), ...times(1, 'overMaximum')],
      { ...untrusted, failOn: new Set(['inconclusive'] as const) },
      'failed',
      100,
    ],
    ['generator not trusted, failures met', times(1, 'met'), untrusted, 'inconclusive', 100],
    ['5 % untrusted', times(1, 'met'), { trust: { untrustedShare: 0.05, reason: null, advice: null } }, 'passed', 0],
    ['regression', times(1, 'met'), { regressions: ['p95 +18 %.'] }, 'passed', 0],
    ['regression, asked for', times(1, 'met'), { regressions: ['p95 +18 %.'], failOn: all }, 'failed', 98],
    ['regression and too few', times(1, 'tooFew'), { regressions: ['p95 +18 %.'], failOn: all }, 'inconclusive', 100],
    ['stopped by a criterion', times(1, 'overMaximum', { stop: true }), { endedBy: 'criterion' }, 'failed', 99],
    ['stopped by a target', times(1, 'overTarget', { stop: true }), { endedBy: 'criterion' }, 'failed', 99],
    ['stopped by the user', times(1, 'met'), { endedBy: 'user' }, 'inconclusive', 100],
    ['killed', times(1, 'met'), { endedBy: 'killed' }, 'inconclusive', 100],
    ['SIGINT', times(1, 'met'), { endedBy: 'sigint' }, 'inconclusive', 130],
    ['SIGINT over maximum', times(1, 'overMaximum'), { endedBy: 'sigint' }, 'failed', 130],
    ['SIGTERM', times(1, 'tooFew'), { endedBy: 'sigterm', failOn: none }, 'inconclusive', 143],
    ['nothing measured', times(1, 'tooFew'), { nothingMeasured: 'Refused.' }, 'failed', 3],
    ['nothing measured, SIGINT', [], { nothingMeasured: 'Refused.', endedBy: 'sigint' }, 'failed', 3],
    ['not written', times(1, 'overMaximum'), { fault: { kind: 'notWritten', sentence: 'Disk full.' } }, 'failed', 4],
    ['usage', [], { fault: { kind: 'usage', sentence: 'No such plan.' } }, 'failed', 2],
    ['bug', times(1, 'overMaximum'), { fault: { kind: 'bug', sentence: 'Ours.' }, nothingMeasured: 'x' }, 'failed', 1],
  ])('%s', (_, criteria, changes, status, exitCode) => {
    expect(decideVerdict(criteria, { ...facts, ...changes })).toMatchObject({ status, exitCode })
  })
})

test('the excess is a ratio to the limit, whichever way it points', () => {
  const lower = { operator: '>=', limit: 50, actual: 25 } as const
  expect([
    excess(criterion('overMaximum', { actual: 4000 })),
    excess(criterion('overMaximum', lower)),
    excess(criterion('overMaximum', { ...lower, actual: 0 })),
    excess(criterion('overMaximum', { limit: 0, actual: 3 })),
    excess(criterion('tooFew', { actual: null })),
  ]).toEqual([2, 2, Infinity, Infinity, 0])
  expect(worstOf([])).toBeNull()
})
