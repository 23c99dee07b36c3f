/**
 * What the page of Electron's window and main say to each other beside the workbench's contract: menus, folders, secrets. Over a
 * port that comes with the host's; a page in a browser has neither. What the page says is parsed by main, as it comes from a page.
 */
import { z } from 'zod'

/** Names of variables, as plans write them in `secrets`. */
export const secretName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,199}$/)

export const pageToShellSchema = z.discriminatedUnion('type', [
  /** Asks with a dialog of the system which folder to open. */
  z.strictObject({ type: z.literal('openFolder') }),
  /** One of the folders that were open before, as `folders` named it. */
  z.strictObject({ type: z.literal('openRecent'), folder: z.string().max(4096) }),
  /** Answered with `secrets`. Not before somebody looks at them: the system may ask for a password to say whether any can be kept. */
  z.strictObject({ type: z.literal('showSecrets') }),
  /** Encrypted by the system; the value never comes back to a page. Answered with `secrets` or `refused`. */
  z.strictObject({ type: z.literal('keepSecret'), name: secretName, value: z.string().min(1).max(10_000) }),
  z.strictObject({ type: z.literal('forgetSecret'), name: secretName }),
  /**
   * Commands of which somebody has changed the keys, all of them, at the beginning and whenever that changes: for the menu. `keys` as
   * the window spells them, `Ctrl+Shift+P`; null: the command has none now.
   */
  z.strictObject({
    type: z.literal('chosenKeys'),
    chosen: z
      .array(z.strictObject({ command: z.string().min(1).max(100), keys: z.string().max(60).nullable() }))
      .max(500),
  }),
])
export type PageToShell = z.infer<typeof pageToShellSchema>

export type ShellToPage =
  /** A command of the menu, by its id in the window's list of commands. */
  | { type: 'command'; id: string }
  /** A view, as a link: `#/plan?plan=shop.plan.yaml`. */
  | { type: 'show'; link: string }
  /** Folders that were open before, the latest first; whenever that changes. */
  | { type: 'folders'; recent: string[] }
  /** Names of kept secrets; when they are asked for, and whenever that changes. `obstacle`: a sentence, why none can be kept here. */
  | { type: 'secrets'; names: string[]; obstacle: string | null }
  /** Something that was asked for was not done: a sentence. */
  | { type: 'refused'; message: string }
  /**
   * The host's process ended, which it should not: the port of it that came with this one is dead. Another host is started.
   * `details`: lines for a report of the fault.
   */
  | { type: 'hostGone'; message: string; details: string }
  /** Another folder has its host from now on: the port that came with this one leads to the one before, or nowhere if there was none. */
  | { type: 'hostChanged' }

/** What the preload puts into the page's world. */
export interface ShellBridge {
  /** Asks main for two ports; they come as a message to the window, see PORTS_MESSAGE. */
  connect(): void
}

/** Name of the bridge on `window`. */
export const SHELL_BRIDGE = 'loadwrightShell'
/** `data` of the message that brings the ports to the page: the host's, then main's. */
export const PORTS_MESSAGE = 'loadwright:ports'
