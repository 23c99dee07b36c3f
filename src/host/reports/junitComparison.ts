/** A comparison with the baseline as test cases: one for each metric that was judged, failing where it regressed. */
import type { BuildComparison, MetricComparison } from '../../core/comparison/comparison.ts'
import {
  buildText,
  buildValueText,
  effectText,
  intervalText,
  placeText,
  reasonText,
  summarySentence,
} from '../../core/comparison/comparisonWords.ts'
import { differenceText } from '../../core/comparison/differenceWords.ts'
import { shortenMiddle } from './readableText.ts'
import { element, type XmlElement } from './xml.ts'

const NAME_LENGTH = 500

export function comparisonCases(comparison: BuildComparison | null): XmlElement[] {
  if (comparison === null) return []
  const classname = shortenMiddle(`compared with ${buildText(comparison.baseline)}`, NAME_LENGTH)
  if (comparison.outcome === 'refused') {
    const text = comparison.differences.map(differenceText).join('\n')
    const skipped = element('skipped', { message: `${summarySentence(comparison)} ${text}` })
    return [element('testcase', { classname, name: 'comparison' }, [skipped])]
  }
  return [...comparison.whole, ...comparison.endpoints.flatMap(({ metrics }) => metrics)].map((metric) =>
    element(
      'testcase',
      { classname, name: shortenMiddle(placeText(metric.endpoint, metric.metric), NAME_LENGTH) },
      outcomeOf(metric),
    ),
  )
}

function outcomeOf(metric: MetricComparison): XmlElement[] {
  const { verdict, reason } = metric
  const values = `${buildValueText(metric, 'baseline')} → ${buildValueText(metric, 'candidate')}`
  const sentence = `${placeText(metric.endpoint, metric.metric)}: ${values}, ${effectText(metric)} (95 %: ${intervalText(metric)}); ${reasonText(reason, metric)}.`
  switch (verdict) {
    case 'regressed':
      return [element('failure', { type: 'regression', message: sentence }, [sentence])]
    case 'improved':
      return [element('system-out', {}, [`Improved: ${sentence}`])]
    case 'unchanged':
      return []
    case 'notEnoughData':
      return [element('skipped', { message: `Not enough data: ${reasonText(reason, metric)}.` })]
    default: {
      const unknown: never = verdict
      throw new TypeError(`Unknown verdict ${String(unknown)}`)
    }
  }
}
