/** The generator's readings as lanes, with the limits from which on it is degraded or not trusted. */
import type { EngineHealthView, HealthView } from '../../../../contract/methods/analysis.ts'
import { TRUST_THRESHOLDS } from '../../../../core/criteria/trustThresholds.ts'
import type { LinesLane } from '../../../charts/lanes/linesLane.ts'
import type { ChartLimit } from '../../../charts/lanes/lane.ts'
import { seriesColour } from '../../../charts/spectrum/spectrumChart.ts'

type Reading = Exclude<keyof EngineHealthView, 'engine'>
type Series = LinesLane['series'][number]

interface ReadingLook {
  reading: Reading
  name: string
  dash?: Series['dash']
  /** Of one engine alone; several have a colour each. */
  color: string
  /** Shown only where there is one engine: with several there would be too many lines. */
  isDetail?: boolean
}

/** What is near its limit is shown beside it; far from it the limit would flatten all else. */
const NEAR_LIMIT = 0.5

export function healthLanes(view: HealthView): LinesLane[] {
  const { engines, droppedPerS, bytesInPerS, bytesOutPerS } = view
  const limits = TRUST_THRESHOLDS
  const lanes: (LinesLane | null)[] = [
    laneOf(
      engines,
      { title: 'Event loop delay', unit: 'ms', log: true, limits: limitsOf(limits.eventLoopDelay.absoluteMs) },
      [
        { reading: 'eventLoopP50Ms', name: 'p50', color: '--p50', isDetail: true },
        { reading: 'eventLoopP99Ms', name: 'p99', color: '--p99' },
        { reading: 'eventLoopMaxMs', name: 'max', color: '--max', dash: 'dotted' },
      ],
    ),
    laneOf(engines, { title: 'Schedule lag', unit: 'ms', log: true, limits: limitsOf(limits.scheduleLag.absoluteMs) }, [
      { reading: 'scheduleLagP99Ms', name: 'p99', color: '--p99' },
      { reading: 'scheduleLagMaxMs', name: 'max', color: '--max', dash: 'dotted' },
    ]),
    laneOf(engines, { title: 'CPU of one core', unit: 'percentOfCore', limits: limitsOf(limits.cpuPercent) }, [
      { reading: 'cpuPercent', name: 'used', color: '--p95' },
      { reading: 'cpuWaitPercent', name: 'waiting for a processor', color: '--warn', dash: 'dashed' },
    ]),
    laneOf(engines, { title: 'Garbage collection pause', unit: 'ms', limits: limitsOf(limits.gcPause.absoluteMs) }, [
      { reading: 'gcMaxMs', name: 'longest', color: '--p90' },
    ]),
    laneOf(shares(engines), { title: 'Time in garbage collection', unit: 'percent' }, [
      { reading: 'gcShare', name: 'share', color: '--p90' },
    ]),
    laneOf(engines, { title: 'Memory', unit: 'bytes' }, [
      { reading: 'heapBytes', name: 'heap', color: '--p75' },
      { reading: 'rssBytes', name: 'resident', color: '--p99', dash: 'dashed' },
    ]),
    laneOf(engines, { title: 'Sockets and open files', unit: 'count' }, [
      { reading: 'sockets', name: 'sockets', color: '--s2xx' },
      { reading: 'descriptorsOpen', name: 'open files', color: '--info', dash: 'dashed' },
      ...(isNearLimit(engines, 'descriptorsOpen', 'descriptorsLimit')
        ? [{ reading: 'descriptorsLimit', name: 'limit of files', color: '--fail', dash: 'dotted' } as const]
        : []),
    ]),
    laneOf(engines, { title: 'Local ports', unit: 'count' }, [
      { reading: 'portsUsed', name: 'taken, at most', color: '--s3xx' },
      ...(isNearLimit(engines, 'portsUsed', 'portsLimit')
        ? [{ reading: 'portsLimit', name: 'limit of ports', color: '--fail', dash: 'dotted' } as const]
        : []),
    ]),
    achievedLane(view),
    {
      title: 'Dropped iterations',
      unit: 'perS',
      series: [{ id: 'dropped', name: 'dropped', values: droppedPerS, color: '--fail', area: true }],
    },
    {
      title: 'Bandwidth of bodies and messages',
      unit: 'bytesPerS',
      series: [
        { id: 'received', name: 'received', values: bytesInPerS, color: '--candidate' },
        { id: 'sent', name: 'sent', values: bytesOutPerS, color: '--warn', dash: 'dashed' },
      ],
    },
  ]
  return lanes.filter((lane) => lane !== null)
}

/** Whether the load was what was planned: users, or with arrivals the iterations that they began. */
function achievedLane({ planned, plannedUnit, users, startedPerS }: HealthView): LinesLane {
  const isUsers = plannedUnit === 'users'
  return {
    title: isUsers ? 'Users, planned and achieved' : 'Iterations, planned and begun',
    unit: isUsers ? 'count' : 'perS',
    series: [
      {
        id: 'achieved',
        name: isUsers ? 'running' : 'begun',
        values: isUsers ? users : startedPerS,
        color: '--candidate',
        width: 2,
      },
      { id: 'planned', name: 'planned', values: planned, color: '--baseline', dash: 'dashed' },
    ],
  }
}

/** Null where no engine said anything of it: the system does not tell, or nothing was due. */
function laneOf(
  engines: readonly EngineHealthView[],
  lane: Omit<LinesLane, 'series'>,
  readings: readonly ReadingLook[],
): LinesLane | null {
  const isOne = engines.length === 1
  const series = engines.flatMap((engine) =>
    readings
      .filter(
        ({ isDetail = false, reading }) =>
          (isOne || !isDetail) && engine[reading].some((value) => !Number.isNaN(value)),
      )
      .map(({ reading, name, color, dash }): Series => ({
        id: `${reading} ${engine.engine}`,
        // Engines are counted from 1 for people.
        name: isOne ? name : `${name}, engine ${engine.engine + 1}`,
        values: engine[reading],
        color: isOne ? color : seriesColour(engine.engine),
        ...(dash === undefined ? {} : { dash }),
      })),
  )
  return series.length === 0 ? null : { ...lane, series }
}

function limitsOf({ degraded, notTrusted }: { degraded: number; notTrusted: number }): ChartLimit[] {
  return [
    { ms: degraded, level: 'target', label: 'degraded' },
    { ms: notTrusted, level: 'maximum', label: 'not trusted' },
  ]
}

/** Shares of time in percent. */
function shares(engines: readonly EngineHealthView[]): EngineHealthView[] {
  return engines.map((engine) => ({ ...engine, gcShare: engine.gcShare.map((share) => share * 100) }))
}

function isNearLimit(engines: readonly EngineHealthView[], reading: Reading, limit: Reading): boolean {
  return engines.some((engine) =>
    engine[reading].some((value, index) => value > NEAR_LIMIT * (engine[limit][index] ?? Number.NaN)),
  )
}
