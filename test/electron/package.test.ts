/**
 * The package of the desktop program, as far as it can be seen without Electron's runtime (docs/packaging.md): what is in it, and that the
 * stand-in for Electron runs from it alone.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import { listPackage, statFile } from '@electron/asar'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasNoChromium } from '../e2e/chromium.ts'
import { buildPackage, type BuiltPackage } from './buildPackage.ts'
import { filesBelow, fingerprint, packagesImportedFrom } from './packageFiles.ts'
import type { App } from './app.ts'
import { standInShell } from './standInShell.ts'
import { connected, requestsSoFar, runsInHistory, startRun, useTrialShell } from './trialShell.ts'

const ROOT = join(import.meta.dirname, '../..')
/** What main and the processes that it starts begin with; all other files are reached from these. */
const ENTRIES = ['index', 'host', 'reader', 'engine', 'stallWatcher', 'target', 'databaseWorker']
/** Larger, something is in it that was not meant. */
const MOST_BYTES = 20 * 1024 * 1024
/** A dependency for compiling only, of better-sqlite3, which brings its binaries. */
const NOT_NEEDED = ['node-addon-api']

/** The second button of the question that a closed window asks. */
const STOP_RUN = 1

/** Packages by their folders, as in package-lock.json. */
type Lock = Record<string, { version: string; dev?: boolean; dependencies?: Record<string, string> }>

const trial = useTrialShell(standInShell)
const obstacle = process.platform === 'linux' ? null : 'this is not Linux'

describe.skipIf(obstacle !== null)(`the package${obstacle === null ? '' : ` (not built: ${obstacle})`}`, () => {
  let built: BuiltPackage
  /** As in the archive, with `/`. */
  let files: string[]
  beforeAll(async () => {
    built = await buildPackage()
    files = listPackage(built.archive, { isPack: false })
      .map((path) => path.slice(1).replaceAll(sep, '/'))
      .filter((path) => !('files' in statFile(built.archive, path)))
  }, 120_000)
  afterAll(() => built?.remove())

  test('has what was built, and nothing that is not for running', () => {
    const roots = new Set(files.map((file) => file.replace(/\/.*/, '')))
    expect([...roots].toSorted()).toEqual(['LICENSE', 'node_modules', 'out', 'package.json', 'resources'])
    const modules = files.filter((file) => file.startsWith('node_modules/'))
    expect(modules.filter((file) => /\.(map|md|tsx?|mts|cts)$|\/(docs|tests?|benchmarks?)\//.test(file))).toEqual([])
    expect(statSync(built.archive).size).toBeLessThan(MOST_BYTES)

    const isOurs = (file: string): boolean => !file.endsWith('.map') && !file.startsWith('out/authoring/')
    const ours = ['out', 'resources'].flatMap((folder) =>
      filesBelow(join(ROOT, folder)).map((file) => `${folder}/${file}`),
    )
    expect(files.filter((file) => /^(out|resources)\//.test(file)).toSorted()).toEqual(ours.filter(isOurs).toSorted())
    const bytes = (root: string, file: string): Buffer => readFileSync(join(root, file))
    expect(ours.filter(isOurs).filter((file) => !bytes(built.extracted, file).equals(bytes(ROOT, file)))).toEqual([])
  })

  test('has every package that is imported, as it is installed, and none that is for development', () => {
    const { packages: locked } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Lock }
    const packed: Lock = {}
    for (const file of files) {
      const path = /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(file)?.[1]
      if (path !== undefined)
        packed[path] = JSON.parse(readFileSync(join(built.extracted, file), 'utf8')) as Lock[string]
    }
    const main = join(built.extracted, 'out', 'main')
    const imported = packagesImportedFrom(ENTRIES.map((name) => join(main, `${name}.js`)))
    imported.delete('electron')
    expect([...imported]).toEqual(expect.arrayContaining(['better-sqlite3', 'fastify', 'zod']))
    expect([...imported].filter((name) => !(`node_modules/${name}` in packed))).toEqual([])

    // They lie elsewhere than where they are installed; who imports what must come to the same.
    const wrong: string[] = []
    for (const [path, { version }] of Object.entries(packed)) {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
      const original = Object.keys(locked).find(
        (each) => each.endsWith(`node_modules/${name}`) && locked[each]?.version === version && !locked[each].dev,
      )
      if (original === undefined) wrong.push(`${name} ${version} is none of the dependencies`)
      else {
        for (const needed of Object.keys(locked[original]?.dependencies ?? {})) {
          const found = versionFoundFrom(path, needed, packed)
          if (!NOT_NEEDED.includes(needed) && found !== versionFoundFrom(original, needed, locked))
            wrong.push(`${name} finds ${needed} ${found}`)
        }
      }
    }
    expect(wrong).toEqual([])
  })

  test('has one native module, that of its system, and nothing else beside the archive', () => {
    const native = `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`
    expect(files.filter((file) => file.endsWith('.node'))).toEqual([native])
    expect(filesBelow(`${built.archive}.unpacked`)).toEqual([native])
    // Of Node-API: the same for every Node and Electron, so that nothing is compiled for Electron (`npmRebuild: false`).
    const symbols = readFileSync(join(`${built.archive}.unpacked`, native), 'latin1')
    expect(symbols).toContain('napi_register_module_v1')
    expect(symbols).not.toContain('node_module_register')
  })

  test('has its fuses set: no Node of its own, no options, no inspector, nothing but the archive is run', () => {
    // In the order of @electron/fuses: runAsNode, cookie encryption, NODE_OPTIONS, --inspect, integrity of the archive, the archive only,
    // snapshot (left as it is), privileges of file:, and one that has no name there yet.
    expect(built.fuses).toBe('010011000')
  })

  test('is a deb, too: plans are opened with it by what their names end in, other YAML is not, and no homepage is made up', () => {
    const { args, files: texts } = built.deb
    const option = (name: string): string | undefined => args[args.indexOf(name) + 1]
    expect([option('-t'), option('--maintainer'), option('--url')]).toEqual(['deb', 'Loadwright maintainers', ''])
    const types = texts['/usr/share/mime/packages/loadwright-workbench.xml'] ?? ''
    expect([...types.matchAll(/pattern="([^"]*)"/g)].map(([, pattern]) => pattern)).toEqual([
      '*.plan.yaml',
      '*.plan.yml',
    ])
    const entry = texts['/usr/share/applications/loadwright-workbench.desktop'] ?? ''
    expect(entry).toMatch(/^MimeType=application\/x-loadwright-plan;/m)
    // As Electron calls the window by `desktopName`: the desktop finds its icon by that.
    const { desktopName } = JSON.parse(readFileSync(join(built.extracted, 'package.json'), 'utf8')) as {
      desktopName: string
    }
    expect(texts).toHaveProperty([`/usr/share/applications/${desktopName}`])
    expect(entry).toMatch(/^StartupWMClass=loadwright-workbench$/m)
    expect(entry).toMatch(/^Exec=\/opt\/Loadwright\/loadwright-workbench %U$/m)
  })

  describe.skipIf(hasNoChromium)('runs from its own files alone, and changes none of them', () => {
    test('the bundled example', () =>
      runsUnchanged(built, trial.workspace, async (app, page) => {
        await page.getByRole('button', { name: 'Run the example' }).first().click()
        await expect.poll(() => requestsSoFar(page), { timeout: 30_000 }).toBeGreaterThan(0)
        const { processes } = await app.state()
        expect(processes.map(({ name }) => name.replace(/ *\d+$/, ''))).toEqual([
          'Loadwright host',
          'Loadwright target',
          'Loadwright engine',
        ])
      }))

    test('a plan in code, with what it imports from `loadwright`', async () => {
      const workspace = join(trial.folder, 'code')
      mkdirSync(workspace)
      writeFileSync(join(workspace, 'code.plan.ts'), codePlan(trial.targetUrl))
      await runsUnchanged(built, workspace, startRun)
    })
  })
})

/** From the folder of a package upwards, as Node looks for it. Undefined: it is not there. */
function versionFoundFrom(path: string, name: string, packages: Lock): string | undefined {
  for (let folder = `${path}/`; ; folder = folder.slice(0, folder.lastIndexOf('node_modules/', folder.length - 2))) {
    const version = packages[`${folder}node_modules/${name}`]?.version
    if (version !== undefined || folder === '') return version
  }
}

/** Opens the folder, does something there that starts a run, and stops it by closing the window. */
async function runsUnchanged(
  { extracted }: BuiltPackage,
  workspace: string,
  start: (app: App, page: Page) => Promise<void>,
): Promise<void> {
  const before = fingerprint(extracted)
  const app = trial.start({ packaged: extracted, args: [workspace] })
  await start(app, await connected(app, basename(workspace)))
  await app.call('closeWindow')
  const question = await app.asked()
  question.answer(STOP_RUN)
  expect(await app.exited).toBe(0)
  expect(app.said()).toBe('')
  expect(runsInHistory(workspace)).toMatchObject([{ status: 'stopped' }])
  expect(fingerprint(extracted)).toBe(before)
}

function codePlan(target: string): string {
  return `import { plan, task, user } from 'loadwright'
const look = task('look', async ({ http }: { http: { get(path: string): Promise<unknown> } }) => void (await http.get('/')))
export default plan({
  name: 'In code',
  target: '${target}',
  users: { Visitor: user({ wait: '10ms', tasks: [look] }) },
  scenarios: { long: { load: { users: 3, spawnRate: 100, for: '10m' }, gracefulStop: '1s' } },
})
`
}
