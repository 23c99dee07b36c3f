/** The fields of the start dialog that change the load of a plan. */
import type { LoadShape } from '../../../core/load/loadShape.ts'
import { loadValues, type LoadValues } from './loadValues.ts'

export interface LoadField {
  field: keyof LoadValues
  label: string
  inputmode: 'numeric' | undefined
  placeholder: string
  /** It says nothing about this load. */
  isFixed: boolean
}

/**
 * All three are there whatever the load is, so that nothing moves when the plan has been read.
 *
 * @param load null: not known yet
 */
export function loadFields(load: LoadShape | null): LoadField[] {
  const { users, spawnRate, runTime } = load === null ? { users: '', spawnRate: '', runTime: '' } : loadValues(load)
  const fixed = load?.model === 'open' ? 'arrivals: see the plan' : 'stages: see the plan'
  const part = (field: LoadField['field'], label: string, planned: string | null, unplanned = ''): LoadField => ({
    field,
    label,
    inputmode: field === 'users' ? 'numeric' : undefined,
    placeholder: planned === null ? fixed : planned || unplanned,
    isFixed: planned === null,
  })
  return [
    part('users', 'Users', users),
    part('spawnRate', 'Spawn rate', spawnRate, 'per second, 5/s'),
    part('runTime', 'Run time', runTime),
  ]
}
