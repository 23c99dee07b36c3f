/** What the workbench is and can do here. */
import { z } from 'zod'
import { method } from '../method.ts'

/** What the host allows. What the window's own shell can do is said over its port (shellPage.ts). */
export interface Capabilities {
  /** Runs can be started, steered, changed and deleted. False: only looking. */
  write: boolean
}

export interface AppInfo {
  program: string
  capabilities: Capabilities
  workspace: {
    /** Name of its folder. */
    name: string
    /** Absolute, as the system writes it. */
    folder: string
  }
  history: {
    file: string
    /** Newer than this program, say. */
    readOnly: boolean
    /** Sentences for people. */
    notices: string[]
  }
  machine: { host: string; os: string; cores: number; memoryBytes: number; runtime: string }
}

/** The bundled system to practise on, and its example plan. */
export interface DemoTarget {
  /** Null: it does not run. */
  url: string | null
  /** The plan to start against it, relative to the workspace; put there if it was not. */
  plan: string
  scenario: string
}

export const appMethods = {
  'app.info': method<AppInfo>()(z.strictObject({})),
  /** Starts the bundled target, if it does not run, and puts its example plan into the workspace. It ends with the host. */
  'app.startDemo': method<DemoTarget>()(z.strictObject({})),
}
