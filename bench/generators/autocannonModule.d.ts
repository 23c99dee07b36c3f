/** autocannon ships no types; this is what the benchmark uses of it. */
declare module 'autocannon' {
  interface Result {
    requests: { total: number }
    errors: number
    non2xx: number
  }
  interface Instance {
    /** `counter`: responses since the last tick. */
    once(event: 'tick', listener: (tick: { counter: number }) => void): void
  }
  export default function autocannon(
    options: { url: string; connections: number; duration: number; headers: Record<string, string> },
    done: (error: Error | null, result: Result) => void,
  ): Instance
}
