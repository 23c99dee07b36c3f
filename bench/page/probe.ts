/**
 * What is measured inside a page. It is put there before any of the page's own code, so it stands alone: what it needs is within it.
 *
 * "Painted" is the first moment after a frame in which the browser is ready for other work again: frame callbacks, layout and drawing
 * are done by then. What changed is seen in the page itself: its elements, and whatever is drawn on a canvas.
 */

/** Times are ms. */
export interface LongTasks {
  count: number
  /** Null: none was longer than 50 ms. */
  longestMs: number | null
}

/** A question of the page, and how long it waited for the answer. */
export interface Answered {
  method: string
  ms: number
}

export interface Traffic {
  /** Questions and subscriptions that the page sent. */
  asked: number
  received: number
  receivedBytes: number
  /** Frames that the page's own code asked for. */
  frames: number
}

export interface PageProbe {
  /** Since the page was navigated to: when the first chart with data was painted. */
  firstChart(): Promise<number>
  /** When the last change was painted, once every question is answered and nothing changes any more; as `performance.now()`. */
  untilSettled(): Promise<number>
  /** The next input of this type is what `settledAfter` is about. */
  awaitInput(type: string): void
  /** From the awaited input to the paint of the last change it led to. */
  settledAfter(): Promise<number>
  /** From here on the way from moves of the pointer to the painted crosshair is measured. */
  watchMoves(): void
  /** Resolves when the last move is painted, or led to nothing. */
  untilMovePainted(): Promise<void>
  /** Each move that moved the crosshair; begins anew. */
  takeMoves(): number[]
  /** Since they were taken last. */
  takeLongTasks(): LongTasks
  takeTraffic(): Traffic
  takeAnswered(): Answered[]
}

declare global {
  interface Window {
    benchProbe: PageProbe
  }
}

/** For `addInitScript`. */
export function installProbe(): void {
  const QUIET_FRAMES = 3
  const PATIENCE_MS = 60_000
  const nextFrame = window.requestAnimationFrame.bind(window)
  const open = new Map<string, { method: string; askedAt: number }>()
  let answered: Answered[] = []
  let traffic: Traffic = { asked: 0, received: 0, receivedBytes: 0, frames: 0 }
  let longTasks: number[] = []
  let hasChanged = false
  let hasCrosshairMoved = false
  let settledAfter: Promise<number> | null = null
  let moves: number[] = []
  let isWatching = false
  let movePainted: Promise<void> = Promise.resolve()

  window.requestAnimationFrame = (callback) => {
    traffic.frames++
    return nextFrame(callback)
  }

  /** Of a frame of ours (contract/wire.ts): enough of its text to know what it is. */
  function headOf(data: ArrayBuffer | ArrayBufferView): { type: string; id: string; method: string } {
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data)
    const text = new TextDecoder().decode(bytes.subarray(4, 120))
    const [, type = '', id = '', method = ''] = /^\{"type":"(\w+)","id":(\d+)(?:,"method":"([\w.]+)")?/.exec(text) ?? []
    return { type, id, method }
  }

  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      this.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
        // An empty one only says that the server is there.
        if (data.byteLength === 0) return
        traffic.received++
        traffic.receivedBytes += data.byteLength
        const { type, id } = headOf(data)
        const question = open.get(id)
        if (question === undefined || (type !== 'result' && type !== 'failed')) return
        open.delete(id)
        answered.push({ method: question.method, ms: performance.now() - question.askedAt })
      })
    }

    override send(data: ArrayBuffer | ArrayBufferView<ArrayBuffer>): void {
      const { type, id, method } = headOf(data)
      if (type === 'call' || type === 'subscribe') traffic.asked++
      if (type === 'call') open.set(id, { method, askedAt: performance.now() })
      else if (type === 'cancel') open.delete(id)
      super.send(data)
    }
  }

  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration)
  }).observe({ type: 'longtask', buffered: true })

  new MutationObserver((records) => {
    hasChanged = true
    if (records.some(({ target }) => target instanceof Element && target.closest('.surface') !== null))
      hasCrosshairMoved = true
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  const context = CanvasRenderingContext2D.prototype as unknown as Record<string, (...args: unknown[]) => unknown>
  for (const name of ['clearRect', 'fillRect', 'fill', 'stroke', 'fillText', 'drawImage', 'putImageData']) {
    const draw = context[name]
    if (draw === undefined) continue
    context[name] = function (this: unknown, ...args: unknown[]) {
      hasChanged = true
      return draw.apply(this, args)
    }
  }

  function afterPaint(): Promise<void> {
    return new Promise((resolve) => {
      nextFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.addEventListener('message', () => resolve())
        port1.start()
        port2.postMessage(null)
      })
    })
  }

  async function untilSettled(): Promise<number> {
    const beganAt = performance.now()
    let changedAt = beganAt
    for (let quiet = 0; quiet < QUIET_FRAMES;) {
      await afterPaint()
      const isBusy = open.size > 0 || document.querySelector('[role="progressbar"]') !== null
      quiet = hasChanged || isBusy ? 0 : quiet + 1
      if (hasChanged) changedAt = performance.now()
      hasChanged = false
      if (performance.now() - beganAt > PATIENCE_MS)
        throw new Error(
          `The page did not come to rest. Not answered: ${[...open.values()].map(({ method }) => method).join(', ') || 'nothing'}`,
        )
    }
    return changedAt
  }

  async function paintMove(movedAt: number): Promise<void> {
    hasCrosshairMoved = false
    for (let frame = 0; frame < QUIET_FRAMES; frame++) {
      await afterPaint()
      if (!hasCrosshairMoved) continue
      moves.push(performance.now() - movedAt)
      return
    }
  }

  window.benchProbe = {
    async firstChart() {
      // A canvas has a size of its own as soon as it is drawn.
      while (document.querySelector('[role="slider"] canvas[width], figure canvas[width]') === null) {
        await afterPaint()
        if (performance.now() > PATIENCE_MS) throw new Error('There is no chart in this page.')
      }
      await afterPaint()
      return performance.now()
    },
    untilSettled,
    awaitInput(type) {
      settledAfter = new Promise((resolve, reject) => {
        window.addEventListener(
          type,
          ({ timeStamp }) => {
            hasChanged = false
            untilSettled().then((at) => resolve(at - timeStamp), reject)
          },
          { capture: true, once: true },
        )
      })
    },
    settledAfter() {
      if (settledAfter === null) throw new Error('No input was awaited.')
      return settledAfter
    },
    watchMoves() {
      // Twice would count each move twice.
      if (isWatching) return
      isWatching = true
      window.addEventListener(
        'pointermove',
        ({ timeStamp }) => {
          movePainted = paintMove(timeStamp)
        },
        { capture: true },
      )
    },
    untilMovePainted: () => movePainted,
    takeMoves() {
      const taken = moves
      moves = []
      return taken
    },
    takeLongTasks() {
      const taken = longTasks
      longTasks = []
      return { count: taken.length, longestMs: taken.length > 0 ? Math.max(...taken) : null }
    },
    takeTraffic() {
      const taken = traffic
      traffic = { asked: 0, received: 0, receivedBytes: 0, frames: 0 }
      return taken
    },
    takeAnswered() {
      const taken = answered
      answered = []
      return taken
    },
  }
}
