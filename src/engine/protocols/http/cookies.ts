/** Cookies of one user, by RFC 6265, in the jar of a kept library (tough-cookie). Made only for users who are sent one. */
import { CookieJar } from 'tough-cookie'

export class UserCookies {
  readonly #jar = new CookieJar(undefined, { rejectPublicSuffixes: false, looseMode: true })

  /** Takes in `set-cookie` headers; what is malformed or for another site is ignored, as browsers do. */
  receive(setCookie: string | string[], url: string): void {
    for (const line of Array.isArray(setCookie) ? setCookie : [setCookie]) {
      this.#jar.setCookieSync(line, url, { ignoreError: true })
    }
  }

  /** The `cookie` header for a URL; '' when there is none to send. */
  headerFor(url: string): string {
    return this.#jar.getCookieStringSync(url)
  }
}
