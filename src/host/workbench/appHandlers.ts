/** Answers about the program itself. */
import { availableParallelism, hostname, release, totalmem, type } from 'node:os'
import { basename } from 'node:path'
import type { appMethods, Capabilities } from '../../contract/methods/app.ts'
import type { MethodHandlers } from '../../contract/method.ts'
import { runtimeName } from '../runs/generator.ts'
import type { History } from '../storage/history.ts'
import type { Demo } from './demo.ts'

export interface AppHandlerParts {
  program: string
  capabilities: Capabilities
  /** Absolute. */
  workspace: string
  history: History
  demo: Demo
}

type App = { methods: typeof appMethods; subscriptions: Record<never, never> }

export function appHandlers({ program, capabilities, workspace, history, demo }: AppHandlerParts): MethodHandlers<App> {
  return {
    'app.info': () => ({
      program,
      capabilities: { ...capabilities, write: capabilities.write && !history.readOnly },
      workspace: { name: basename(workspace) || workspace, folder: workspace },
      history: {
        file: history.file,
        readOnly: capabilities.write && history.readOnly,
        notices: history.notices.map(({ message }) => message),
      },
      machine: {
        host: hostname(),
        os: `${type()} ${release()}`,
        cores: availableParallelism(),
        memoryBytes: totalmem(),
        runtime: runtimeName(),
      },
    }),
    'app.startDemo': () => demo.start(),
  }
}
