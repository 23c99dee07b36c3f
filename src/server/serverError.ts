/** Why there is no server. The message is a sentence for people. */
export class ServerError extends Error {
  override name = 'ServerError'
  readonly code: 'notBuilt' | 'portTaken' | 'notAllowed' | 'noAddress' | 'failed'

  constructor(code: ServerError['code'], message: string) {
    super(message)
    this.code = code
  }
}
