/** Bytes that are no HTTP/1.1 response; the connection they came on cannot be used any more. */
export type BadResponse = 'notHttp' | 'invalid' | 'headTooLarge' | 'upgrade'

export class BadResponseError extends Error {
  override name = 'BadResponseError'
  readonly kind: BadResponse

  /** @param reason for `invalid`: what is wrong, in the words of llhttp, which people know from Node */
  constructor(kind: BadResponse, reason = '') {
    super(reason)
    this.kind = kind
  }
}
