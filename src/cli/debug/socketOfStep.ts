/** Which WebSocket a step of a plan talks to: the one whose block it stands in. */
import type { CompiledPlan, SourcePosition } from '../../core/plan/compiledPlan.ts'

/** From positions of steps to the position of their socket, both as exchanges name them. Steps of flows are not in it. */
export function socketOfStep({ program }: Pick<CompiledPlan, 'program'>): Map<string, string> {
  const sockets: string[] = []
  const owner = new Map<string, string>()
  for (const op of program) {
    if (op.op === 'socketOpen') {
      const position = positionText(op.socket.position)
      sockets.push(position)
      owner.set(position, position)
    } else if (op.op === 'socketClose') sockets.pop()
    const position = op.op === 'send' ? op.send.position : op.op === 'waitFor' ? op.position : null
    const socket = sockets.at(-1)
    if (position !== null && socket !== undefined) owner.set(positionText(position), socket)
  }
  return owner
}

function positionText({ file, line, column }: SourcePosition): string {
  return `${file}:${line}:${column}`
}
