/**
 * The tables of the history, as steps from one version to the next. `user_version` says which steps a file has seen. A step
 * that was released is never changed: files that have seen it are out there. docs/decisions/0001-history-format.md says why it is so.
 */
import type { Database } from 'better-sqlite3'

/** "LWHi": marks the file as ours (https://sqlite.org/pragma.html#pragma_application_id). */
export const APPLICATION_ID = 0x4c574869

/** As they were when migration 3 was written: a step is never changed. */
const WINDOW_LEVELS = [0, 1, 10, 60, 300, 600, 3600]

export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE plan_texts (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE, -- SHA-256 of text
    text TEXT NOT NULL
  ) STRICT;

  CREATE TABLE runs (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE, -- as people type it, without its hyphen
    plan_name TEXT NOT NULL,
    plan_file TEXT,
    plan_text INTEGER NOT NULL REFERENCES plan_texts (id),
    scenario TEXT NOT NULL,
    purpose TEXT,
    build_label TEXT,
    build_commit TEXT,
    build_branch TEXT,
    target TEXT NOT NULL,
    seed REAL,
    planned_duration_ms REAL,
    warm_up_ms REAL NOT NULL,
    settings TEXT NOT NULL, -- JSON
    generator TEXT NOT NULL, -- JSON
    started_at_ms REAL NOT NULL,
    ended_at_ms REAL,
    status TEXT NOT NULL CHECK (status IN ('running', 'completed', 'stoppedByCriterion', 'stopped', 'interrupted', 'failed')),
    verdict TEXT, -- JSON
    outcome TEXT, -- JSON: how it ended, for its report
    last_second INTEGER,
    machine TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process_start TEXT, -- tells a process from a later one with the same pid
    heartbeat_ms REAL NOT NULL,
    deleting INTEGER NOT NULL DEFAULT 0, -- 1: no longer there for readers, rows are being removed
    starred INTEGER NOT NULL DEFAULT 0,
    tags TEXT NOT NULL DEFAULT '[]', -- JSON
    notes TEXT
  ) STRICT;
  CREATE INDEX runs_by_start ON runs (started_at_ms, number);
  CREATE INDEX runs_by_scenario ON runs (plan_name, scenario, started_at_ms, number);
  CREATE INDEX runs_by_build ON runs (build_label, started_at_ms, number);
  CREATE INDEX runs_going_on ON runs (number) WHERE status = 'running' OR deleting = 1;
  CREATE INDEX runs_by_plan_text ON runs (plan_text);

  -- Window level 0 is the whole run. is_total: all endpoints and user types of one kind and outcome, only in levels of 10 s and more.
  CREATE TABLE series (
    run INTEGER NOT NULL REFERENCES runs (number),
    number INTEGER NOT NULL,
    is_total INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    kind TEXT NOT NULL,
    user_type TEXT NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (run, number)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE windows (
    run INTEGER NOT NULL,
    level INTEGER NOT NULL, -- length in seconds; 0: the whole run
    t INTEGER NOT NULL, -- first second
    series INTEGER NOT NULL,
    count INTEGER NOT NULL,
    sum_us INTEGER NOT NULL,
    min_us INTEGER NOT NULL,
    max_us INTEGER NOT NULL,
    service_sum_us INTEGER NOT NULL,
    bytes_in INTEGER NOT NULL,
    bytes_out INTEGER NOT NULL,
    blocked_us INTEGER NOT NULL,
    dns_us INTEGER NOT NULL,
    connect_us INTEGER NOT NULL,
    tls_us INTEGER NOT NULL,
    send_us INTEGER NOT NULL,
    wait_us INTEGER NOT NULL,
    receive_us INTEGER NOT NULL,
    latency BLOB NOT NULL, -- riceCoding.ts
    service BLOB, -- NULL: as latency
    PRIMARY KEY (run, level, t, series),
    FOREIGN KEY (run, series) REFERENCES series (run, number)
  ) STRICT, WITHOUT ROWID;

  -- Everything stored before until_s is in the windows of this level.
  CREATE TABLE rolled (
    run INTEGER NOT NULL REFERENCES runs (number),
    level INTEGER NOT NULL,
    until_s INTEGER NOT NULL,
    PRIMARY KEY (run, level)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE seconds (
    run INTEGER NOT NULL REFERENCES runs (number),
    t INTEGER NOT NULL,
    load TEXT NOT NULL, -- JSON
    health TEXT NOT NULL, -- JSON, by engine
    trusted INTEGER NOT NULL,
    reasons TEXT NOT NULL, -- JSON: TrustReason[]
    PRIMARY KEY (run, t)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE errors (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (number),
    class TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    message TEXT NOT NULL,
    is_rest INTEGER NOT NULL, -- 1: all further groups of this class
    count INTEGER NOT NULL,
    first_second INTEGER NOT NULL,
    last_second INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX errors_by_run ON errors (run);

  CREATE TABLE exemplars (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (number),
    exemplar TEXT NOT NULL -- JSON
  ) STRICT;
  CREATE INDEX exemplars_by_run ON exemplars (run);

  CREATE TABLE criteria (
    run INTEGER NOT NULL REFERENCES runs (number),
    position INTEGER NOT NULL,
    result TEXT NOT NULL, -- JSON
    PRIMARY KEY (run, position)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What was done to the load of a run while it went on. Together with the load of its settings it says what was planned when.
  CREATE TABLE steering (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (number),
    at_ms REAL NOT NULL, -- since the start of the run
    steered_by TEXT NOT NULL,
    action TEXT NOT NULL, -- JSON: LoadSteering
    what TEXT NOT NULL -- for people
  ) STRICT;
  CREATE INDEX steering_by_run ON steering (run);

  CREATE TABLE annotations (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (number),
    at_ms REAL NOT NULL, -- since the start of the run
    written_by TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX annotations_by_run ON annotations (run);
  `,
  // Keys of four columns left a sixth of the pages empty, and gave each large row a page of its own.
  `${WINDOW_LEVELS.map(windowTable).join('')}
  DROP TABLE windows;
  `,
  `
  ALTER TABLE runs ADD COLUMN errors_by_second INTEGER NOT NULL DEFAULT 0; -- 1: error_seconds has all errors of the run
  CREATE TABLE error_seconds (
    run INTEGER NOT NULL REFERENCES runs (number),
    t INTEGER NOT NULL,
    counts BLOB NOT NULL, -- errorSeconds.ts
    PRIMARY KEY (run, t)
  ) STRICT, WITHOUT ROWID;

  -- What a list shows of a run, taken from its report.
  ALTER TABLE runs ADD COLUMN summarized INTEGER NOT NULL DEFAULT 0; -- 0: not yet, 1: the columns below are, 2: they cannot be
  ALTER TABLE runs ADD COLUMN duration_ms REAL;
  ALTER TABLE runs ADD COLUMN peak_load REAL;
  ALTER TABLE runs ADD COLUMN peak_load_unit TEXT;
  ALTER TABLE runs ADD COLUMN requests INTEGER;
  ALTER TABLE runs ADD COLUMN rate_per_s REAL;
  ALTER TABLE runs ADD COLUMN failure_share REAL;
  ALTER TABLE runs ADD COLUMN p95_ms REAL;
  ALTER TABLE runs ADD COLUMN untrusted_share REAL;
  ALTER TABLE runs ADD COLUMN p95_line TEXT; -- JSON
  ALTER TABLE runs ADD COLUMN verdict_status TEXT GENERATED ALWAYS AS (verdict ->> '$.status') VIRTUAL;

  -- Of a run that is being deleted: until then it can be brought back. NULL: rows of it may be gone already.
  ALTER TABLE runs ADD COLUMN hidden_until_ms REAL;

  -- All that a list is filtered and sorted by: rows of runs are wide, with settings and outcome in them.
  CREATE INDEX runs_listed ON runs (started_at_ms, plan_name, scenario, build_label, duration_ms, status, verdict_status, requests,
    rate_per_s, failure_share, p95_ms, starred, summarized) WHERE deleting = 0;
  CREATE INDEX runs_tagged ON runs (tags) WHERE deleting = 0 AND tags <> '[]';
  CREATE TABLE run_texts (
    run INTEGER PRIMARY KEY REFERENCES runs (number),
    text TEXT NOT NULL -- what is searched, searchText.ts
  ) STRICT;
  INSERT INTO run_texts SELECT number, loadwright_search_text(id, plan_name, scenario, build_label, tags, notes) FROM runs;

  CREATE TABLE retention (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    keep_days INTEGER,
    keep_bytes INTEGER
  ) STRICT;
  `,
  `
  ALTER TABLE runs ADD COLUMN load_end_ms REAL; -- since the start: when the load was stopped. NULL: it was not, or an older version wrote the run
  `,
  `
  -- What a run measured of each endpoint in its judged window. kind and endpoint '': all requests.
  CREATE TABLE endpoint_numbers (
    run INTEGER NOT NULL REFERENCES runs (number),
    kind TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    ok INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    rate_per_s REAL NOT NULL,
    p50_ms REAL,
    p95_ms REAL,
    p99_ms REAL,
    p999_ms REAL,
    mean_ms REAL,
    PRIMARY KEY (run, kind, endpoint)
  ) STRICT, WITHOUT ROWID;
  ALTER TABLE runs ADD COLUMN load_text TEXT; -- as it was planned or steered, in words
  ALTER TABLE runs ADD COLUMN achieved REAL; -- iterations begun, of those that were due; NULL where none were

  CREATE TABLE comparisons (
    run INTEGER PRIMARY KEY REFERENCES runs (number),
    result TEXT NOT NULL -- JSON: what it was found to be beside its baseline, when it had ended
  ) STRICT;

  -- Which build others are compared with: one for each plan, scenario and target.
  CREATE TABLE baselines (
    plan_name TEXT NOT NULL,
    scenario TEXT NOT NULL,
    target TEXT NOT NULL,
    build TEXT NOT NULL,
    set_at_ms REAL NOT NULL,
    PRIMARY KEY (plan_name, scenario, target)
  ) STRICT, WITHOUT ROWID;

  -- What people said of changes that were found in a trend.
  CREATE TABLE triage (
    plan_name TEXT NOT NULL,
    scenario TEXT NOT NULL,
    target TEXT NOT NULL,
    kind TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    metric TEXT NOT NULL,
    run TEXT NOT NULL, -- id of the first run after the change
    state TEXT NOT NULL CHECK (state IN ('acknowledged', 'expected', 'noise', 'fixed')),
    note TEXT NOT NULL,
    at_ms REAL NOT NULL,
    PRIMARY KEY (plan_name, scenario, target, kind, endpoint, metric, run)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Where people say that changes began which were found in a trend.
  CREATE TABLE moved_changes (
    plan_name TEXT NOT NULL,
    scenario TEXT NOT NULL,
    target TEXT NOT NULL,
    kind TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    metric TEXT NOT NULL,
    run TEXT NOT NULL, -- id of the first run after the change, as it was found
    began TEXT NOT NULL, -- id of a run of the build with which it began
    at_ms REAL NOT NULL,
    PRIMARY KEY (plan_name, scenario, target, kind, endpoint, metric, run)
  ) STRICT, WITHOUT ROWID;
  `,
]

/**
 * The table of one level. `key`: (run << 44) | (first second << 20) | series, so that rows are written at the end of a table that fills its
 * pages, and the largest still fit into one; the second is 0 for the whole run.
 */
function windowTable(level: number): string {
  return `
  CREATE TABLE windows_${level} (
    key INTEGER PRIMARY KEY,
    count INTEGER NOT NULL,
    sum_us INTEGER NOT NULL,
    min_us INTEGER NOT NULL,
    max_us INTEGER NOT NULL,
    service_sum_us INTEGER NOT NULL,
    bytes_in INTEGER NOT NULL,
    bytes_out INTEGER NOT NULL,
    blocked_us INTEGER NOT NULL,
    dns_us INTEGER NOT NULL,
    connect_us INTEGER NOT NULL,
    tls_us INTEGER NOT NULL,
    send_us INTEGER NOT NULL,
    wait_us INTEGER NOT NULL,
    receive_us INTEGER NOT NULL,
    latency BLOB NOT NULL, -- riceCoding.ts
    service BLOB -- NULL: as latency
  ) STRICT;
  INSERT INTO windows_${level} SELECT (run << 44) | (t << 20) | series, count, sum_us, min_us, max_us, service_sum_us, bytes_in,
    bytes_out, blocked_us, dns_us, connect_us, tls_us, send_us, wait_us, receive_us, latency, service
    FROM windows WHERE level = ${level} ORDER BY run, t, series;`
}

/** The version that this program reads and writes. */
export const HISTORY_VERSION = MIGRATIONS.length

/**
 * Brings a file up to HISTORY_VERSION, all steps or none. Two processes may try at once: the second finds it done.
 * A file that is newer is left as it is.
 * @param mayChange called under the lock before the tables of an older version are changed; what it throws leaves them as they are.
 */
export function migrate(database: Database, mayChange: () => void = () => {}): void {
  // Opening a file that is up to date must not wait for those that write to it.
  if (versionOf(database) >= HISTORY_VERSION) return
  const step = database.transaction(() => {
    const version = versionOf(database)
    if (version > 0 && version < HISTORY_VERSION) mayChange()
    for (const sql of MIGRATIONS.slice(version)) database.exec(sql)
    if (version >= HISTORY_VERSION) return
    database.pragma(`application_id = ${APPLICATION_ID}`)
    database.pragma(`user_version = ${HISTORY_VERSION}`)
  })
  step.immediate()
}

export function versionOf(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}
