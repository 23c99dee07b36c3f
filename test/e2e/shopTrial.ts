/** What tests of runs begin with: a target, a workspace with a plan for it, the workbench of it, and a browser. One for each file that asks for it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { hasNoChromium, launchChromium } from './chromium.ts'
import { startTargetProcess, type TargetProcess } from './targetProcess.ts'
import { makeWorkspace, runCommand, serveWorkbench, type ServedWorkbench, type Workspace } from './workbench.ts'

export interface ShopTrial {
  readonly target: TargetProcess
  readonly workspace: Workspace
  readonly served: ServedWorkbench
  readonly browser: Browser
  /** `loadwright …` in the workspace, to its end. */
  cli(...args: string[]): ReturnType<typeof runCommand>
}

export interface ShopOptions {
  /** Arguments of the target. */
  target?: string[]
  /** In the workspace, beside or in place of `shop.plan.yaml`, whose target is the trial's. */
  files?: Record<string, string>
  /** Of the workbench. */
  environment?: Record<string, string>
  /** Before the workbench is started. */
  prepare?: (trial: Pick<ShopTrial, 'target' | 'workspace' | 'cli'>) => Promise<void>
}

export function useShopTrial({ target = [], files = {}, environment, prepare }: ShopOptions = {}): ShopTrial {
  let server: TargetProcess
  let workspace: Workspace
  let served: ServedWorkbench
  let browser: Browser
  const cli = (...args: string[]) => runCommand(args, workspace.folder)
  beforeAll(async () => {
    if (hasNoChromium) return
    server = await startTargetProcess(target)
    const plan = readFileSync(join(import.meta.dirname, 'shop.plan.yaml'), 'utf8')
    workspace = makeWorkspace({
      'shop.plan.yaml': plan.replace(/^target: .*$/m, `target: ${server.url}`),
      ...files,
    })
    await prepare?.({ target: server, workspace, cli })
    served = await serveWorkbench(workspace, [], environment)
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await served?.close()
    await server?.close()
    workspace?.remove()
  })
  return {
    get target() {
      return server
    },
    get workspace() {
      return workspace
    },
    get served() {
      return served
    },
    get browser() {
      return browser
    },
    cli,
  }
}
