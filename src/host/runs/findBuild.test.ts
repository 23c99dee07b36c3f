import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { buildOfCi, findBuild } from './findBuild.ts'

const SHA = '0123456789abcdef0123456789abcdef01234567'
const folder = mkdtempSync(join(tmpdir(), 'loadwright-build-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the build that CI tells', () => {
  test('GitHub: a commit on a branch, a pull request, a tag', () => {
    const push = { GITHUB_SHA: SHA, GITHUB_REF_NAME: 'main', GITHUB_REF_TYPE: 'branch', GITHUB_HEAD_REF: '' }
    expect(buildOfCi(push)).toEqual({ label: '0123456', commit: SHA, branch: 'main' })
    expect(buildOfCi({ ...push, GITHUB_HEAD_REF: 'fix', GITHUB_REF_NAME: '7/merge' })?.branch).toBe('fix')
    const tag = { ...push, GITHUB_REF_NAME: 'v1.2.0', GITHUB_REF_TYPE: 'tag' }
    expect(buildOfCi(tag)).toEqual({ label: 'v1.2.0', commit: SHA, branch: null })
  })

  test('GitLab and Jenkins', () => {
    expect(buildOfCi({ CI_COMMIT_SHA: SHA, CI_COMMIT_REF_NAME: 'dev' })).toEqual({
      label: '0123456',
      commit: SHA,
      branch: 'dev',
    })
    expect(buildOfCi({ CI_COMMIT_SHA: SHA, CI_COMMIT_TAG: 'v2' })?.label).toBe('v2')
    expect(buildOfCi({ BUILD_NUMBER: '42' })).toEqual({ label: 'build 42', commit: null, branch: null })
    expect(buildOfCi({ BUILD_NUMBER: '42', GIT_COMMIT: SHA, GIT_BRANCH: 'origin/main' })?.commit).toBe(SHA)
  })

  test('nothing, when there is no CI or its variables are empty', () => {
    expect(buildOfCi({})).toBeNull()
    expect(buildOfCi({ GITHUB_SHA: '', BUILD_NUMBER: ' ' })).toBeNull()
  })
})

describe('the build of a folder', () => {
  const environment = {
    PATH: process.env.PATH,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CEILING_DIRECTORIES: tmpdir(),
  }
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args], {
      cwd: folder,
      env: environment,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()

  test('is what the user says, whatever git or CI say', async () => {
    const build = await findBuild('1.42.0-rc3', { ...environment, GITHUB_SHA: SHA }, folder)
    expect(build).toEqual({ label: '1.42.0-rc3', commit: null, branch: null })
  })

  test('is unknown without a repository, and without git', async () => {
    const unknown = { label: null, commit: null, branch: null }
    expect(await findBuild(null, environment, folder)).toEqual(unknown)
    expect(await findBuild(null, { ...environment, PATH: folder }, folder)).toEqual(unknown)
  })

  test('is what git describes, with a mark for what is not committed', async () => {
    git('init', '--quiet', '--initial-branch', 'trunk')
    writeFileSync(join(folder, 'plan'), 'one')
    git('add', '.')
    git('commit', '--quiet', '-m', 'one')
    const commit = git('rev-parse', 'HEAD')
    const clean = await findBuild(null, environment, folder)
    expect(clean).toEqual({ label: git('describe', '--always'), commit, branch: 'trunk' })
    writeFileSync(join(folder, 'plan'), 'two')
    expect(await findBuild(null, environment, folder)).toEqual({ ...clean, label: `${clean.label}-dirty` })
    git('checkout', '--quiet', '--detach')
    expect((await findBuild(null, environment, folder)).branch).toBeNull()
  })
})
