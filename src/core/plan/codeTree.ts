/**
 * What the default export of a plan in code holds, as data: read in the engine's process, where the code runs, and handed to the
 * compiler, which runs none. Functions stay behind; their place in the tree is their address.
 */

export type CodeNode =
  | { kind: 'scalar'; value: string | number | boolean | null }
  | { kind: 'list'; items: CodeNode[] }
  | { kind: 'map'; entries: [key: string, value: CodeNode][] }
  | { kind: 'function' }
  /** Something that a plan cannot hold, in words: `a Date`. */
  | { kind: 'other'; what: string }

/**
 * A module of the user's, loaded. `exports`: names of the functions it exports; `plan`: its default export; `script`: its source
 * without types, every character where it was, null where that could not be made.
 */
export type CodeModule =
  | { ok: true; exports: string[]; plan: CodeNode | null; script: string | null }
  /** `file`: relative to the plan's folder, where it went wrong; null, and line 0, when no line of the user's took part. */
  | { ok: false; message: string; file: string | null; line: number; column: number }

/** Where a value of the plan is written in the source; the nearest thing around it where it is computed. */
export interface CodeRanges {
  /** `path`: keys and indexes from the default export on. `key`: the range of the key rather than of the value. */
  rangeOf(path: readonly string[]): { key: CodeRange; value: CodeRange }
}

export interface CodeRange {
  start: number
  end: number
}
