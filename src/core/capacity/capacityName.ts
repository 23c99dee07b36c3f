/** What runs of a search for capacity are filed under: another load than the scenario's must not stand in its trend. */
export function capacityName(scenario: string): string {
  return `${scenario} (capacity)`
}
