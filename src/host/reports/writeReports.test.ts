import { chmod, mkdir, mkdtemp, open, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { reportSchema } from '../../core/report/report.ts'
import { hostileReport } from './extremeReportFixtures.ts'
import { failingReport, healthyReport } from './reportFixtures.ts'
import { availableFormats } from './reportFormats.ts'
import { ReportWriteError, reportWriteError } from './reportWriteError.ts'
import { unprivileged } from '../../../test/unprivileged.ts'
import { writeReports } from './writeReports.ts'

const NOW = new Date('2026-11-23T14:02:33.456Z')
const ALL = ['md', 'json', 'junit', 'csv']

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'loadwright-reports-'))
})
afterEach(async () => {
  await rm(dir, { recursive: true, force: true })
})

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('It did not fail')
    },
    (error: unknown) => error,
  )
}

describe('files', () => {
  test('one scenario, all formats, into a new folder below a folder that is not there yet', async () => {
    const { folder, files } = await writeReports([healthyReport()], {
      dir: path.join(dir, 'deep', 'results'),
      formats: ALL,
      now: NOW,
    })
    expect(folder).toBe(path.join(dir, 'deep', 'results', 'ai-automation-platform-normal-20261123-140233'))
    expect(files.map((file) => path.relative(folder, file))).toEqual([
      'report.md',
      'report.json',
      'junit.xml',
      'scenarios.csv',
      'endpoints.csv',
      'timeline.csv',
      'errors.csv',
      'criteria.csv',
      'events.csv',
      'trend.csv',
    ])
    expect((await readdir(folder)).toSorted()).toEqual(files.map((file) => path.basename(file)).toSorted())
    expect(reportSchema.parse(JSON.parse(await readFile(path.join(folder, 'report.json'), 'utf8')))).toEqual(
      healthyReport(),
    )
    expect(await readFile(path.join(folder, 'report.md'), 'utf8')).toMatch(/^# Performance Test Report\n/)
  })

  test('several scenarios have a JSON report each, with names that differ', async () => {
    const reports = [failingReport(), healthyReport({ scenario: 'a b' }), healthyReport({ scenario: 'a/b' })]
    const { files } = await writeReports(reports, { dir, formats: ['json', 'md', 'json'], now: NOW })
    expect(files.map((file) => path.basename(file))).toEqual([
      'report-stress.json',
      'report-a-b.json',
      'report-a-b-2.json',
      'report.md',
    ])
  })

  test('two commands in the same second do not share a folder', async () => {
    const written = await Promise.all(
      Array.from({ length: 4 }, () => writeReports([healthyReport()], { dir, formats: ['md'], now: NOW })),
    )
    const folders = written.map(({ folder }) => path.basename(folder)).toSorted()
    const name = 'ai-automation-platform-normal-20261123-140233'
    expect(folders).toEqual([name, `${name}-2`, `${name}-3`, `${name}-4`])
  })

  test('hostile names never leave the folder', async () => {
    const inner = path.join(dir, 'results')
    const { files } = await writeReports([hostileReport(), hostileReport()], { dir: inner, formats: ALL, now: NOW })
    for (const file of files)
      expect(path.relative(inner, file)).toMatch(/^[a-z0-9-]+[\\/][a-z0-9-]+\.(md|json|xml|csv)$/)
    expect(await readdir(dir)).toEqual(['results'])
  })
})

describe('formats', () => {
  test.each([
    ['html', 'Reports in the format html are not available yet. Available are md, json, junit and csv.'],
    ['pdf', 'Reports in the format pdf are not available yet. Available are md, json, junit and csv.'],
    ['docx', 'There is no report format "docx". Available are md, json, junit and csv.'],
  ])('%s is refused before anything is written', async (format, message) => {
    const error = await failureOf(
      writeReports([healthyReport()], { dir: path.join(dir, 'x'), formats: ['md', format], now: NOW }),
    )
    expect(error).toMatchObject({ name: 'ReportFormatError', message })
    expect(await readdir(dir)).toEqual([])
  })

  test('doubles count once', () => {
    expect(availableFormats(['json', 'md', 'json'])).toEqual(['json', 'md'])
  })
})

describe('when it cannot be written', () => {
  test('the folder is a file', async () => {
    const file = path.join(dir, 'results')
    await writeFile(file, 'mine')
    for (const place of [file, path.join(file, 'below')]) {
      const error = await failureOf(writeReports([healthyReport()], { dir: place, formats: ['md'], now: NOW }))
      expect(error).toBeInstanceOf(ReportWriteError)
      expect(error).toMatchObject({ path: place, written: [] })
      expect(String(error)).toContain(`Reports could not be written: ${place}, or a folder above it, is a file.`)
    }
    expect(await readFile(file, 'utf8')).toBe('mine')
  })

  test('the path is too long', async () => {
    const error = await failureOf(
      writeReports([healthyReport()], { dir: path.join(dir, 'x'.repeat(5000)), formats: ['md'], now: NOW }),
    )
    expect(String(error)).toContain('is too long for this system')
  })

  test.skipIf(process.platform === 'win32')('the folder must not be written', async () => {
    const readOnly = path.join(dir, 'read-only')
    await mkdir(readOnly)
    await chmod(dir, 0o755)
    await chmod(readOnly, 0o555)
    const output = await unprivileged(
      {
        reports: new URL('writeReports.ts', import.meta.url).href,
        fixtures: new URL('reportFixtures.ts', import.meta.url).href,
      },
      '',
      `try {
        await reports.writeReports([fixtures.healthyReport()], { dir: ${JSON.stringify(readOnly)}, formats: ['md'], now: new Date() })
      } catch (error) {
        console.log(error.name + ': ' + error.message)
      }`,
    )
    expect(output).toContain('ReportWriteError: Reports could not be written: ')
    expect(output).toContain(
      'must not be written by this user. Choose another folder with --out, or change its permissions.',
    )
    expect(await readdir(readOnly)).toEqual([])
  })

  test.skipIf(process.platform !== 'linux')('the disk is full: what the system says becomes a sentence', async () => {
    const full = await open('/dev/full', 'w')
    const cause = await failureOf(full.writeFile('x'))
    await full.close()
    const error = reportWriteError(cause, path.join('results', 'report.md'), ['results/report.json'])
    expect(error.message).toBe(
      `Reports could not be written: the disk with ${path.join('results', 'report.md')} is full. Free some space, or choose another folder with --out.`,
    )
    expect(error).toMatchObject({ cause, written: ['results/report.json'] })
  })

  test('no report at all is a mistake of the caller', async () => {
    await expect(writeReports([], { dir, formats: ['md'], now: NOW })).rejects.toThrow(TypeError)
  })
})
