/**
 * Commands to a run that come in on standard input, a JSON object on each line: `{"type":"addUsers","users":10}`. Asked for by
 * `--steer`; without it standard input is left alone, for whoever it belongs to.
 */
import { StringDecoder } from 'node:string_decoder'
import { parseSteering, type SteeringAction } from '../../contract/steering.ts'

export type Command = { action: SteeringAction } | { reason: string }

export interface CommandLines {
  /** Commands go to this run, until the function that is returned is called; what comes between runs waits. */
  attach(onCommand: (command: Command, line: number) => void): () => void
}

/** Characters; beyond it a line is none of ours, and is not kept. */
const MAX_LINE_LENGTH = 10_000

export function readCommandLines(stdin: NodeJS.ReadStream): CommandLines {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let isTooLong = false
  let line = 0

  return {
    attach(onCommand) {
      const onData = (data: Buffer): void => {
        const [first, ...others] = decoder.write(data).split('\n')
        take(first!)
        for (const next of others) {
          line++
          if (isTooLong) onCommand({ reason: `It has more than ${MAX_LINE_LENGTH} characters.` }, line)
          else if (rest.trim() !== '') onCommand(commandOf(rest), line)
          rest = ''
          isTooLong = false
          take(next)
        }
      }
      stdin.on('data', onData)
      stdin.resume()
      return () => {
        stdin.off('data', onData)
        stdin.pause()
      }
    },
  }

  function take(part: string): void {
    isTooLong ||= rest.length + part.length > MAX_LINE_LENGTH
    rest = isTooLong ? '' : rest + part
  }
}

function commandOf(line: string): Command {
  let message: unknown
  try {
    message = JSON.parse(line)
  } catch {
    return { reason: 'It is not JSON.' }
  }
  return parseSteering(message)
}
