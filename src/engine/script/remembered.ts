/** What is made of a text, once for each text. Code writes the same few again and again; one that never writes the same is forgotten. */

const MOST_TEXTS = 2000

export class Remembered<T> {
  readonly #make: (text: string) => T
  readonly #known = new Map<string, T>()

  constructor(make: (text: string) => T) {
    this.#make = make
  }

  of(text: string): T {
    let made = this.#known.get(text)
    if (made === undefined) {
      made = this.#make(text)
      if (this.#known.size >= MOST_TEXTS) this.#known.clear()
      this.#known.set(text, made)
    }
    return made
  }
}
