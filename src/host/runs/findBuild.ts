/**
 * Which version is under test: what the user says, else what the CI system says, else what git says about the plan's folder, else nobody knows.
 * Never through a shell, never longer than a moment, never a reason not to run.
 */
import { execFile } from 'node:child_process'
import type { Build } from '../storage/newRun.ts'

type Environment = Record<string, string | undefined>

const GIT_TIMEOUT_MS = 2000
const LONGEST_LABEL = 200
const UNKNOWN: Build = { label: null, commit: null, branch: null }

/** Variables by which CI systems tell commit, branch, tag and number of a build, each from its own documentation. */
const CI_SYSTEMS: { commit: string[]; branch: string[]; tag: string[]; number: string[] }[] = [
  // GitHub Actions; GITHUB_REF_NAME is a tag when GITHUB_REF_TYPE says so, see tagOf.
  { commit: ['GITHUB_SHA'], branch: ['GITHUB_HEAD_REF', 'GITHUB_REF_NAME'], tag: [], number: ['GITHUB_RUN_NUMBER'] },
  // GitLab
  {
    commit: ['CI_COMMIT_SHA'],
    branch: ['CI_COMMIT_BRANCH', 'CI_COMMIT_REF_NAME'],
    tag: ['CI_COMMIT_TAG'],
    number: ['CI_PIPELINE_IID'],
  },
  // Azure Pipelines
  {
    commit: ['BUILD_SOURCEVERSION'],
    branch: ['BUILD_SOURCEBRANCHNAME'],
    tag: [],
    number: ['BUILD_BUILDNUMBER'],
  },
  { commit: ['CIRCLE_SHA1'], branch: ['CIRCLE_BRANCH'], tag: ['CIRCLE_TAG'], number: ['CIRCLE_BUILD_NUM'] },
  {
    commit: ['BITBUCKET_COMMIT'],
    branch: ['BITBUCKET_BRANCH'],
    tag: ['BITBUCKET_TAG'],
    number: ['BITBUCKET_BUILD_NUMBER'],
  },
  {
    commit: ['BUILDKITE_COMMIT'],
    branch: ['BUILDKITE_BRANCH'],
    tag: ['BUILDKITE_TAG'],
    number: ['BUILDKITE_BUILD_NUMBER'],
  },
  // Jenkins with its git plugin; TeamCity and others use BUILD_NUMBER, too.
  { commit: ['GIT_COMMIT', 'BUILD_VCS_NUMBER'], branch: ['GIT_BRANCH'], tag: ['TAG_NAME'], number: ['BUILD_NUMBER'] },
]

/**
 * @param label as the user gave it. Commit and branch are then left open: what is checked out here may be another version than the one under test.
 * @param folder where git is asked
 */
export async function findBuild(label: string | null, environment: Environment, folder: string): Promise<Build> {
  if (label !== null) return { ...UNKNOWN, label }
  return buildOfCi(environment) ?? (await buildOfGit(environment, folder))
}

export function buildOfCi(environment: Environment): Build | null {
  const first = (names: readonly string[]): string | null => {
    for (const name of names) {
      const value = (environment[name] ?? '').trim()
      if (value !== '') return value.slice(0, LONGEST_LABEL)
    }
    return null
  }
  for (const { commit, branch, tag, number } of CI_SYSTEMS) {
    const found: Build = { label: null, commit: first(commit), branch: first(branch) }
    const count = first(number)
    if (found.commit === null && count === null) continue
    const isTag = environment.GITHUB_REF_TYPE === 'tag' && commit.includes('GITHUB_SHA')
    const tagName = isTag ? first(['GITHUB_REF_NAME']) : first(tag)
    return {
      label: tagName ?? (found.commit === null ? `build ${count}` : shortCommit(found.commit)),
      commit: found.commit,
      branch: isTag ? null : found.branch,
    }
  }
  return null
}

function shortCommit(commit: string): string {
  return /^[0-9a-f]{12,}$/i.test(commit) ? commit.slice(0, 7) : commit
}

async function buildOfGit(environment: Environment, folder: string): Promise<Build> {
  const [label, commit, branch] = await Promise.all([
    git(['describe', '--always', '--dirty'], environment, folder),
    git(['rev-parse', 'HEAD'], environment, folder),
    git(['symbolic-ref', '--quiet', '--short', 'HEAD'], environment, folder),
  ])
  return label === null ? UNKNOWN : { label, commit, branch }
}

/** The first line that git answers; null when there is no git, no repository, or no answer in time. */
function git(args: string[], environment: Environment, folder: string): Promise<string | null> {
  // Nothing of a repository may be run or written only because somebody asked for its version.
  const safe = ['-c', 'core.fsmonitor=false', '--no-optional-locks']
  const options = {
    cwd: folder,
    env: { ...environment, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    timeout: GIT_TIMEOUT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: 64 * 1024,
    windowsHide: true,
  } as const
  return new Promise((resolve) => {
    execFile('git', [...safe, ...args], options, (error, stdout) => {
      const line = error === null ? (stdout.split('\n', 1)[0]?.trim() ?? '') : ''
      resolve(line === '' ? null : line.slice(0, LONGEST_LABEL))
    })
  })
}
