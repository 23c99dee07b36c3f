// The report for people, as GitHub-flavoured Markdown with the structure of the platform's own reports: summary, details,
// trend. It answers "can we ship" in its first 25 lines and fits into a comment on a pull request.
import type { RunReport } from '../../core/report/report.ts'
import { detailedResults } from './markdown/detailedResults.ts'
import { headline } from './markdown/headline.ts'
import { measurementQuality, setup } from './markdown/measurementQuality.ts'
import { LIMITS, scenarioContexts } from './markdown/scenarioContext.ts'
import type { Limits } from './markdown/scenarioContext.ts'
import { testSummary } from './markdown/testSummary.ts'
import { trendAnalysis } from './markdown/trendAnalysis.ts'

/** A comment on GitHub holds 65,536 characters. */
export const MARKDOWN_LENGTH = 65_000

/**
 * Renders the reports of one command, one per scenario, or several runs of one, in the order they ran. At most `MARKDOWN_LENGTH` characters: long
 * tables are folded, then cut, and every cut says how many rows are missing and where they are.
 *
 * @param dataFiles name of the file with all data of each report, or null where none was written; missing means null
 */
export function renderMarkdown(reports: readonly RunReport[], dataFiles: readonly (string | null)[] = []): string {
  let text = ''
  for (const limits of LIMITS) {
    text = renderWith(reports, dataFiles, limits)
    if (text.length <= MARKDOWN_LENGTH) return text
  }
  throw new RangeError(`The smallest Markdown report has ${text.length} characters, more than ${MARKDOWN_LENGTH}`)
}

function renderWith(reports: readonly RunReport[], dataFiles: readonly (string | null)[], limits: Limits): string {
  const scenarios = scenarioContexts(reports, dataFiles, limits)
  const sections = [['# Performance Test Report', '', ...headline(scenarios)]]
  if (scenarios.length > 0) {
    sections.push(
      testSummary(scenarios),
      detailedResults(scenarios),
      trendAnalysis(scenarios),
      measurementQuality(scenarios),
      setup(scenarios),
    )
  }
  return `${sections.map((lines) => lines.join('\n').trimEnd()).join('\n\n')}\n`
}
