/**
 * SQL of the list of runs: which it holds, and in which order. Runs are found in one index that holds all that they are filtered and
 * sorted by (runs_listed), so that ten thousand runs with wide rows are as quickly listed as a hundred.
 */
import type { Parsed } from '../../contract/method.ts'
import type { RunColumn, RunGrouping, runsMethods } from '../../contract/methods/runs.ts'
import { STATUS } from './goneRuns.ts'
import { searchWords } from './searchText.ts'

type Query = Pick<Parsed<(typeof runsMethods)['runs.ids']>, 'filter' | 'sort' | 'group' | 'only'>

/** A statement, or a part of one, and what is bound to its `?`. */
export interface BoundSql {
  sql: string
  values: unknown[]
}

const SORTED_BY: Record<RunColumn, string> = {
  startedAt: 'started_at_ms',
  plan: 'plan_name COLLATE NOCASE',
  scenario: 'scenario COLLATE NOCASE',
  build: 'build_label COLLATE NOCASE',
  duration: 'duration_ms',
  status: STATUS,
  verdict: 'verdict_status',
  requests: 'requests',
  rate: 'rate_per_s',
  failureShare: 'failure_share',
  p95: 'p95_ms',
  starred: 'starred',
}

/**
 * The runs of the list in their order. What has no value in a column comes last, up or down.
 *
 * @param columns of `runs`
 */
export function runsInOrder(columns: string, query: Query): BoundSql {
  const { sql: from, values } = listedRuns(query)
  const order = orderOf(query.sort)
  if (query.group === undefined) return { sql: `SELECT ${columns} ${from} ORDER BY ${order}`, values }
  const group = groupOf(query.group)
  return {
    sql: `SELECT ${columns} FROM (
        SELECT *, min(place) OVER (PARTITION BY ${group.names.join(', ')}) AS group_place FROM (
          SELECT ${columns}, ${group.sql}, row_number() OVER (ORDER BY ${order}) AS place ${from}))
      ORDER BY group_place, place`,
    values: [...group.values, ...values],
  }
}

/** How many runs are in the list. */
export function countOfRuns(query: Query): BoundSql {
  const { sql, values } = listedRuns(query)
  return { sql: `SELECT count(*) ${sql}`, values }
}

/** A row for each group, in their order: `name_0`, `name_1`, and how many of its runs are what. */
export function groupsInOrder(query: Query & { group: RunGrouping }): BoundSql {
  const { sql: from, values } = listedRuns(query)
  const group = groupOf(query.group)
  const names = group.names.join(', ')
  const having = (condition: string): string => `count(*) FILTER (WHERE ${condition})`
  return {
    sql: `SELECT ${names}, count(*) AS runs, max(started_at_ms) AS newest_at_ms,
        ${having("verdict_status = 'passed'")} AS passed, ${having("verdict_status = 'failed'")} AS failed,
        ${having("verdict_status = 'inconclusive'")} AS inconclusive, ${having("status_now = 'running'")} AS running
      FROM (SELECT ${group.sql}, started_at_ms, verdict_status, ${STATUS} AS status_now,
          row_number() OVER (ORDER BY ${orderOf(query.sort)}) AS place ${from})
      GROUP BY ${names} ORDER BY min(place)`,
    values: [...group.values, ...values],
  }
}

/** What the runs of a group have in common. */
function groupedBy(group: RunGrouping): { columns: string[]; values: unknown[] } {
  switch (group.by) {
    case 'build':
      return { columns: ['build_label'], values: [] }
    case 'scenario':
      return { columns: ['plan_name', 'scenario'], values: [] }
    case 'day':
      return { columns: ['loadwright_local_day(started_at_ms, ?)'], values: [group.timeZone] }
    default:
      return group satisfies never
  }
}

/** The same as columns of a query, under names that no column of `runs` has. */
function groupOf(group: RunGrouping): BoundSql & { names: string[] } {
  const { columns, values } = groupedBy(group)
  const names = columns.map((_, index) => `name_${index}`)
  return { sql: columns.map((column, index) => `${column} AS ${names[index]}`).join(', '), names, values }
}

function listedRuns({ filter, group, only }: Query): BoundSql {
  const { where, values } = conditionsOf(filter)
  const from = `FROM runs INDEXED BY runs_listed WHERE ${where}`
  if (group === undefined || only === undefined) return { sql: from, values }
  const { columns, values: bound } = groupedBy(group)
  return {
    sql: [from, ...columns.map((column) => `${column} IS ?`)].join(' AND '),
    values: [...values, ...bound, ...columns.map((_, index) => only[index] ?? null)],
  }
}

function orderOf(sort: Query['sort']): string {
  const order = sort.map(({ column, descending }) => {
    return `${SORTED_BY[column]} ${descending ? 'DESC' : 'ASC'} NULLS LAST`
  })
  return [...order, 'started_at_ms DESC', 'number DESC'].join(', ')
}

function conditionsOf(filter: Query['filter']): { where: string; values: unknown[] } {
  const conditions = ['deleting = 0']
  const values: unknown[] = []
  const add = (condition: string, ...bound: unknown[]): void => {
    conditions.push(condition)
    values.push(...bound)
  }
  const words = searchWords(filter.text)
  if (words.length > 0) {
    const all = words.map(() => 'instr(text, ?) > 0').join(' AND ')
    add(`number IN (SELECT run FROM run_texts WHERE ${all})`, ...words)
  }
  if (filter.plan !== undefined) add('plan_name = ?', filter.plan)
  if (filter.scenario !== undefined) add('scenario = ?', filter.scenario)
  if (filter.build !== undefined) add('build_label = ?', filter.build)
  if (filter.starred !== undefined) add('starred = ?', filter.starred ? 1 : 0)
  if (filter.verdict === 'none') add('verdict_status IS NULL')
  else if (filter.verdict !== undefined) add('verdict_status = ?', filter.verdict)
  if (filter.tag !== undefined)
    add(
      `number IN (SELECT tagged.number FROM runs AS tagged INDEXED BY runs_tagged, json_each(tagged.tags) AS tag
         WHERE tagged.deleting = 0 AND tagged.tags <> '[]' AND tag.value = ?)`,
      filter.tag,
    )
  return { where: conditions.join(' AND '), values }
}
