/** The start dialog's work: which plans and scenarios there are, what the chosen one says, and the start itself. */
import { computed, onScopeDispose, ref, watch } from 'vue'
import type { PlanEntry, PlanScenario } from '../../../contract/methods/plans.ts'
import { useTabs } from '../../app/tabs.ts'
import { useHost } from '../../host/useHost.ts'
import { useCheckedPlans } from '../plans/checkedPlans.ts'
import { planState } from '../plans/planTree.ts'
import { hasErrors } from '../plans/problemText.ts'
import { usePlans } from '../plans/usePlans.ts'
import { useLastStart } from './lastStart.ts'
import type { StartSubject } from './startDialog.ts'
import {
  fieldOf,
  findErrors,
  firstForm,
  scenarioFor,
  startParams,
  type FieldErrors,
  type StartForm,
} from './startForm.ts'

export function useStartForm(subject: StartSubject, onStarted: () => void) {
  const host = useHost()
  const tabs = useTabs()
  const checked = useCheckedPlans()
  const lastStart = useLastStart()
  const { plans, error: listError } = usePlans()

  const form = ref<StartForm>(firstForm(subject, lastStart.formFor(subject)))
  const errors = ref<FieldErrors>({})
  /** What is said about no field. */
  const failure = ref<string | null>(null)
  const isBusy = ref(false)
  const isStarting = ref(false)

  const plan = computed(() => plans.value?.find(({ file }) => file === form.value.plan) ?? null)
  const scenario = computed<PlanScenario | null>(
    () => plan.value?.scenarios.find(({ name }) => name === form.value.scenario) ?? null,
  )
  const isChecking = computed(() => checked.checking !== null && checked.checking === form.value.plan)
  const planProblem = computed(() => {
    const file = form.value.plan
    if (listError.value !== null) return listError.value.message
    const refusal = checked.failures.get(file)
    if (refusal !== undefined) return refusal
    if (plan.value !== null && hasErrors(plan.value.problems)) return 'This plan has errors: see Plans.'
    if (file !== '' && plans.value !== null && plan.value === null) return 'This plan is not in the workspace any more.'
    return null
  })

  /** The scenario that was asked for and is not there any more, and the plan that it is not in. */
  const missing = ref<{ plan: string; scenario: string } | null>(null)
  const scenarioProblem = computed(() =>
    missing.value?.plan === form.value.plan && form.value.scenario === ''
      ? `Scenario ${missing.value.scenario} is not in this plan any more: choose another one.`
      : null,
  )
  /** Nothing can be started before it is known what there is. */
  const isReading = computed(
    () => (plans.value === null && listError.value === null) || isChecking.value || isUnread(plan.value),
  )

  function isUnread(of: PlanEntry | null): boolean {
    return of !== null && planState(of) === 'unchecked' && !checked.failures.has(of.file)
  }

  function chooseScenario({ file, scenarios }: PlanEntry): void {
    const names = scenarios.map(({ name }) => name)
    const chosen = form.value.scenario
    if (names.includes(chosen) || missing.value?.plan === file) return
    const isAskedFor = chosen !== '' && chosen === subject.scenario
    const found = scenarioFor(isAskedFor ? chosen : '', names)
    if (found === null && isAskedFor) missing.value = { plan: file, scenario: chosen }
    form.value.scenario = found ?? ''
  }

  // The only plan, and the first scenario, need no choosing. What a plan in code holds is known when it was checked.
  watch(
    [plans, () => form.value.plan],
    () => {
      if (form.value.plan === '' && plans.value?.length === 1) form.value.plan = plans.value[0]?.file ?? ''
      const chosen = plan.value
      if (chosen === null) return
      if (!isUnread(chosen)) chooseScenario(chosen)
      else if (!isChecking.value) void checked.check(chosen.file)
    },
    { immediate: true },
  )
  watch(
    form,
    () => {
      errors.value = {}
      failure.value = null
      isBusy.value = false
    },
    { deep: true },
  )

  /** Whoever leaves the dialog while the run is being started calls it off. */
  const leaving = new AbortController()
  onScopeDispose(() => leaving.abort())

  async function start(): Promise<void> {
    if (isStarting.value) return
    errors.value = findErrors(form.value)
    if (Object.keys(errors.value).length > 0) return
    isStarting.value = true
    failure.value = null
    isBusy.value = false
    const { plan: file, scenario: name } = form.value
    try {
      const { run } = await host.call('runs.start', startParams(form.value), { signal: leaving.signal })
      lastStart.keep(form.value)
      tabs.open('run', { run }, { title: `${plan.value?.name ?? file} · ${name}`, pinned: true })
      onStarted()
    } catch (error) {
      refuse(error instanceof Error ? error : new Error(String(error)))
    } finally {
      isStarting.value = false
    }
  }

  function refuse({ name, message }: Error): void {
    const field = name === 'invalid' ? fieldOf(message) : null
    if (field === null) failure.value = message
    else errors.value = { [field]: message }
    isBusy.value = name === 'busy'
  }

  return {
    form,
    errors,
    failure,
    isBusy,
    isStarting,
    isReading,
    plans,
    plan,
    scenario,
    planProblem,
    scenarioProblem,
    start,
  }
}
