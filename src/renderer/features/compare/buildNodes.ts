/** Builds by their scenarios as nodes of a tree, with what each is in the comparison and how its newest run came out. */
import { FlaskConical, Tag } from '@lucide/vue'
import type { ScenarioBuilds, ScenarioOfBuilds } from '../../../contract/methods/builds.ts'
import { containsWords } from '../../ui/containsWords.ts'
import type { UiNode } from '../../ui/tree.ts'
import type { StateWords } from '../runs/runWords.ts'
import { runsText, STARRED, type ChosenBuilds } from './chooseBuilds.ts'

export interface BuildPlace {
  scenario: ScenarioBuilds
  /** Null: the scenario itself. */
  build: string | null
}

/** What runs of a build have in common. */
export function buildKey({ planName, scenario, target }: ScenarioOfBuilds, build: string | null): string {
  return JSON.stringify([planName, scenario, target, build])
}

/** Those of which a word of the scenario, or of a build, is what was typed: then with these builds only. */
export function findBuilds(scenarios: readonly ScenarioBuilds[], sought: string): ScenarioBuilds[] {
  return scenarios.flatMap((own) => {
    if (containsWords(nameOf(own), sought)) return [own]
    const builds = own.builds.filter(({ build }) => containsWords(`${nameOf(own)} ${build}`, sought))
    return builds.length === 0 ? [] : [{ ...own, builds }]
  })
}

export function buildPlaces(scenarios: readonly ScenarioBuilds[]): ReadonlyMap<string, BuildPlace> {
  return new Map(
    scenarios.flatMap((scenario) =>
      [null, ...scenario.builds.map(({ build }) => build)].map((build) => [
        buildKey(scenario, build),
        { scenario, build },
      ]),
    ),
  )
}

/** @param standing by `buildKey` */
export function buildNodes(
  scenarios: readonly ScenarioBuilds[],
  chosen: ChosenBuilds,
  standing: ReadonlyMap<string, StateWords>,
): UiNode[] {
  return scenarios.map((own): UiNode => {
    const isChosen = chosen.scenario !== null && buildKey(chosen.scenario, null) === buildKey(own, null)
    return {
      id: buildKey(own, null),
      label: `${own.planName} · ${own.scenario}`,
      icon: FlaskConical,
      hint: own.target,
      children: own.builds.map(({ build, runs }): UiNode => {
        const stands = standing.get(buildKey(own, build))
        const hints = [
          ...(isChosen ? partOf(build, chosen) : []),
          ...(own.baseline === build ? ['★'] : []),
          ...(stands === undefined ? [] : [stands.word]),
          runsText(runs),
        ]
        return {
          id: buildKey(own, build),
          label: build,
          icon: Tag,
          hint: hints.join(' · '),
          ...(stands === undefined ? {} : { tone: stands.tone }),
        }
      }),
    }
  })
}

function nameOf({ planName, scenario, target }: ScenarioOfBuilds): string {
  return `${planName} · ${scenario} ${target}`
}

/** In the comparison that is shown. */
function partOf(build: string, { scenario, baseline, candidate }: ChosenBuilds): string[] {
  if (build === candidate) return ['candidate']
  return build === baseline || (baseline === STARRED && scenario?.baseline === build) ? ['baseline'] : []
}
