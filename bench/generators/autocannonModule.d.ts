/** autocannon ships no types; this is what the benchmark uses of it. */
declare module 'autocannon' {
  interface Result {
    requests: { total: number }
    errors: number
    non2xx: number
  }
  export default function autocannon(options: {
    url: string
    connections: number
    duration: number
    headers: Record<string, string>
  }): Promise<Result>
}
