import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunReport } from '../../core/report/report.ts'
import { renderCsv } from '../reports/csv.ts'
import { renderJson } from '../reports/json.ts'
import { reportOf } from '../runs/runReport.ts'
import { recordOf } from '../runs/runRecord.ts'
import { openMemoryHistory } from '../storage/history.ts'
import { createReportsZip, reportFile } from './reportFile.ts'
import { writeRawRun } from './testing/rawRun.ts'
import { steadyLoad } from './testing/steadyLoad.ts'

let folder: string
let report: RunReport
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-reports-'))
  const history = openMemoryHistory()
  report = reportOf(history, recordOf(writeRawRun(history, steadyLoad(20))))
  history.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a report is what the command line writes, under a plain name', () => {
  const hostile = { ...report, run: { ...report.run, plan: '../../<script>', scenario: '\u202e' } }
  const { fileName, mediaType, content } = reportFile(hostile, 'json')
  expect(fileName).toBe('script-scenario-20261123-140200.json')
  expect(mediaType).toBe('application/json')
  expect(new TextDecoder().decode(content)).toBe(renderJson(hostile))
  expect(reportFile(report, 'md').fileName).toBe('shop-smoke-20261123-140200.md')
  expect(reportFile(report, 'junit').fileName).toBe('shop-smoke-20261123-140200-junit.xml')
})

test('the tables of a report are a ZIP that others can read', () => {
  const { fileName, content } = reportFile(report, 'csv')
  expect(unzipped(fileName, content)).toEqual(
    renderCsv([report]).map(({ name, text }) => [name, [2026, 11, 23, 14, 2, 0], text]),
  )
})

test('reports of several runs are one ZIP, each under a name of its own; tables in a folder of theirs', () => {
  const json = createReportsZip('json')
  const csv = createReportsZip('csv')
  const again = { ...report, run: { ...report.run, id: 'another' } }
  for (const each of [report, again]) {
    json.add(each)
    csv.add(each)
  }
  const { fileName, mediaType, content } = json.file()
  expect([fileName, mediaType, json.count]).toEqual(['reports-of-2-runs-json.zip', 'application/zip', 2])
  expect(unzipped(fileName, content).map(([name, , text]) => [name, text])).toEqual([
    ['shop-smoke-20261123-140200.json', renderJson(report)],
    ['shop-smoke-20261123-140200-2.json', renderJson(again)],
  ])
  const tables = unzipped('tables.zip', csv.file().content).map(([name]) => name)
  const names = renderCsv([report]).map(({ name }) => name)
  expect(tables).toEqual(['', '-2'].flatMap((more) => names.map((name) => `shop-smoke-20261123-140200${more}/${name}`)))
})

/** Python's reader checks checksums, sizes and the directory. */
function unzipped(fileName: string, content: Uint8Array): [name: string, changedAt: number[], text: string][] {
  const file = join(folder, fileName)
  writeFileSync(file, content)
  const script =
    'import json,sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(json.dumps([[i.filename, list(i.date_time), z.read(i).decode()] for i in z.infolist()]))'
  return JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' })) as ReturnType<typeof unzipped>
}
