import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMasker, MASK } from './masking.ts'
import { isSensitiveName } from './sensitiveNames.ts'

const none = createMasker([])

/** Every way that the world outside is known to write a text. */
const WRITINGS: Record<string, (secret: string) => string> = {
  'as it is': (secret) => secret,
  JSON: (secret) => JSON.stringify(secret),
  'JSON in JSON': (secret) => JSON.stringify(JSON.stringify({ a: secret })),
  'JSON in JSON in JSON': (secret) => JSON.stringify(JSON.stringify(JSON.stringify(secret))),
  'JSON with escaped slashes': (secret) => JSON.stringify(secret).replaceAll('/', '\\/'),
  'JSON in ASCII': (secret) =>
    JSON.stringify(secret).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'a URL part': encodeURIComponent,
  'a URL part, encoded twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  'a URL part in lower case': (secret) => encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
  'a form': (secret) => new URLSearchParams({ a: secret }).toString().slice(2),
  'every byte encoded': (secret) =>
    [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  HTML: (secret) =>
    secret.replace(
      /[&<>"']/g,
      (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? '',
    ),
  'HTML by number': (secret) =>
    Array.from(secret, (character) => `&#x${character.codePointAt(0)?.toString(16)};`).join(''),
  base64: (secret) => Buffer.from(secret).toString('base64'),
  'base64 of user and secret': (secret) => Buffer.from(`me:${secret}`).toString('base64'),
  'base64 for URLs': (secret) => Buffer.from(`you:${secret}`).toString('base64url'),
  hex: (secret) => Buffer.from(secret).toString('hex'),
}

/** What of the written secret is left to read, at the most: base64 shares characters with its neighbours. */
const secrets = fc.string({
  unit: fc.constantFrom(...Array.from('abcXYZ019 /\\"\'<>&%+-_.!@#$^*()[]{}|?=;:,é漢\n\t😀')),
  minLength: 6,
  maxLength: 40,
})

describe('createMasker', () => {
  it('a secret in the name of a host, which URLs write in lower case and in Punycode', () => {
    const masker = createMasker(['PlainTok-81723-ABC', 'gehëim-Wörd'])
    for (const secret of ['PlainTok-81723-ABC', 'gehëim-Wörd']) {
      const { hostname } = new URL(`http://${secret}.invalid/`)
      expect(masker.text(`name not found: ${hostname}`)).toBe(`name not found: ${MASK}.invalid`)
    }
  })

  it.each(Object.keys(WRITINGS))('finds a secret written as %s', (name) => {
    const write = WRITINGS[name] as (secret: string) => string
    fc.assert(
      fc.property(secrets, (secret) => {
        fc.pre(secret.isWellFormed())
        const written = write(secret)
        const masked = createMasker([secret]).text(`before, ${written} after`)
        expect(masked.startsWith('before,')).toBe(true)
        expect(masked.endsWith(' after')).toBe(true)
        expect(masked).toContain(MASK)
        // At most two characters of base64 belong to a neighbour as well; quotes and names around it are no secret.
        const rest = masked
          .slice(7, -6)
          .replaceAll(MASK, '')
          .replaceAll(/[\\"{}:a=\s]/g, '')
        expect(rest.length).toBeLessThanOrEqual(name.startsWith('base64') ? 8 : 0)
      }),
    )
  })

  it('leaves texts without secrets as they are', () => {
    const text = '{"id":5,"name":"Ann","max_tokens":7} <p class="x">a=1&b=2</p> $.status is "failed", expected "ok"'
    expect(createMasker(['hunter2']).text(text)).toBe(text)
    expect(none.url('/api/workflows?limit=20&offset=5')).toBe('/api/workflows?limit=20&offset=5')
    expect(createMasker(['', 'hunter2']).text('abc')).toBe('abc')
  })

  it('hides the longest of secrets that contain each other', () => {
    expect(createMasker(['demo', 'demo-long']).text('demo demo-long')).toBe('••• •••')
  })

  it('finds secrets that were cut off, and long ones piece by piece', () => {
    const masker = createMasker(['correct horse battery'])
    expect(masker.text('password is correct ho')).toBe('password is •••')
    expect(masker.text('$.a is "correct hors…, expected 5')).toBe('$.a is "•••…, expected 5')
    expect(masker.text('%63orrect%20hor')).toBe('•••')
    expect(masker.text('correct answers')).toBe('correct answers')
    const long = Array.from({ length: 500 }, (_, index) => ((index * 7919) % 36).toString(36)).join('')
    expect(createMasker([long]).text(`<${long}>`)).toMatch(/^<•+>$/)
    expect(createMasker([long]).text(`<${long.slice(0, 300)}`)).toMatch(/^<•+$/)
  })

  it('hides members that are named like secrets, of any type, also in JSON inside JSON', () => {
    const document = {
      user: 'ann',
      password: 'a"b\\',
      pin: 1234,
      accessToken: ['x', { y: 'z' }],
      api_key: true,
      session: { id: 'abc', deep: [']', '}'] },
      client_secret: null,
      total_tokens: 17,
      after: 'kept',
    }
    const expected = {
      ...document,
      password: MASK,
      pin: MASK,
      accessToken: MASK,
      api_key: MASK,
      session: MASK,
    }
    for (const indent of [0, 2]) {
      expect(JSON.parse(none.text(JSON.stringify(document, null, indent)))).toEqual(expected)
    }
    expect(JSON.parse(JSON.parse(none.text(JSON.stringify(JSON.stringify(document)))) as string)).toEqual(expected)
    expect(none.text(`{'password': 'abc', 'x': 1}`)).toBe(`{'password': '•••', 'x': 1}`)
  })

  it('hides what was cut off in the middle', () => {
    expect(none.text('{"a":1,"token":"abcdef')).toBe('{"a":1,"token":"•••"')
    expect(none.text('{"session":{"id":"abc"')).toBe('{"session":"•••"')
    expect(none.text('"{\\"token\\":\\"abc…')).toBe('"{\\"token\\":\\"•••\\"')
  })

  it('hides fields of forms, multipart and XML', () => {
    expect(none.text('username=ann&password=s%20p&x=1')).toBe('username=ann&password=•••&x=1')
    expect(none.text('--b\r\ncontent-disposition: form-data; name="password"\r\n\r\nabc\r\ndef\r\n--b--')).toBe(
      '--b\r\ncontent-disposition: form-data; name="password"\r\n\r\n•••\r\n--b--',
    )
    expect(none.text('<soap:Password type="x">abc</soap:Password><a>b</a>')).toBe(
      '<soap:Password type="x">•••</soap:Password><a>b</a>',
    )
  })

  it('hides credentials by their form', () => {
    expect(none.text('sent Bearer abcdef.123, and eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln')).toBe(
      'sent Bearer •••, and •••',
    )
  })

  it('hides values in the sentences of checks', () => {
    expect(none.text('$.token is "abc", expected "def"')).toBe('$.token is •••')
    expect(none.text("$['user']['password'] is 5, expected 6")).toBe("$['user']['password'] is •••")
    expect(none.text('header x-api-key is "abc", expected to be absent')).toBe('header x-api-key is •••')
    expect(none.text('$.token is missing')).toBe('$.token is missing')
  })

  it('hides header values, not names', () => {
    expect(
      createMasker(['hunter2']).headers([
        ['Authorization', 'Bearer abc'],
        ['proxy-authorization', 'whatever'],
        ['Cookie', 'a=1; session=2'],
        ['set-cookie', 'sid=abc; Path=/; Secure; HttpOnly'],
        ['X-Api-Key', 'k'],
        ['x-amz-security-token', 'k'],
        ['x-csrf-token', 'k'],
        ['location', 'https://u:p@h/cb?code=5&x=1#access_token=abc'],
        ['x-note', 'it is hunter2'],
        ['content-type', 'text/plain'],
        ['sec-websocket-key', 'abc'],
      ]),
    ).toEqual([
      ['Authorization', 'Bearer •••'],
      ['proxy-authorization', '•••'],
      ['Cookie', 'a=•••; session=•••'],
      ['set-cookie', 'sid=•••; Path=/; Secure; HttpOnly'],
      ['X-Api-Key', '•••'],
      ['x-amz-security-token', '•••'],
      ['x-csrf-token', '•••'],
      ['location', 'https://•••@h/cb?code=•••&x=1#access_token=•••'],
      ['x-note', 'it is •••'],
      ['content-type', 'text/plain'],
      ['sec-websocket-key', 'abc'],
    ])
  })

  it('hides parameters of URLs', () => {
    expect(createMasker(['a b']).url('wss://h/ws?token=abc&q=a+b&r=a%20b&s[secret]=1&page=2')).toBe(
      'wss://h/ws?token=•••&q=•••&r=•••&s[secret]=•••&page=2',
    )
    expect(createMasker(['hunter2']).url('/reset/hunter2/done')).toBe('/reset/•••/done')
  })

  it('hides variables by name or value', () => {
    const masker = createMasker(['hunter2'])
    expect([masker.value('token', 'abc'), masker.value('id', '5'), masker.value('note', 'hunter2!')]).toEqual([
      MASK,
      '5',
      '•••!',
    ])
  })

  it('gives back something for any text, and the same when masked twice', () => {
    const masker = createMasker(['p@ss\\\\w"ord', '%%%%25', '&amp;&amp;'])
    const piece = fc.constantFrom(
      '"',
      '\\',
      '{',
      '}',
      'password',
      ':',
      '=',
      '&',
      '<token>',
      '\r\n',
      'name="pin"',
      '%',
      '%25',
      '…',
      '•••',
      'eyJ',
      ' ',
      '$.token is 5',
      '\ud800',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('')
        const masked = masker.text(text)
        expect(masker.text(masked)).toBe(masked)
        masker.url(text)
        masker.headers([[text, text]])
      }),
      { numRuns: 500 },
    )
  })

  it('is done with hostile bodies of a megabyte at once', () => {
    const masker = createMasker(['\\\\\\\\\\\\x', 'p@ssword', '%%%%%%%%'])
    // What is quadratic takes minutes here, and the test its time limit; no clock is read.
    for (const unit of [
      '\\',
      '"',
      '%25',
      '%',
      '"a":',
      '{"session":',
      '<a ',
      'name="a"\n',
      'p@sswor',
      ' ',
      'a.',
      'eyJ',
      '\\"',
      "'password':",
      '$.a is ',
      '&amp;',
    ]) {
      const text = unit.repeat(1_000_000 / unit.length)
      expect(masker.text(text).length).toBeGreaterThan(0)
      expect(masker.url(text).length).toBeGreaterThan(0)
    }
  })
})

describe('isSensitiveName', () => {
  it('knows secrets in any notation', () => {
    const secret = [
      'password',
      'userPassword',
      'API_KEY',
      'x-api-key',
      'access_token',
      'idToken',
      'PHPSESSID',
      'sessionId',
      'auth',
      'Authorization',
      'client-secret',
      'csrf',
      'user[password]',
      'new%5Fpassword',
    ]
    const open = [
      'id',
      'name',
      'tokens',
      'max_tokens',
      'author',
      'session_count',
      'keyboard',
      'passenger',
      'side',
      'opinion',
      '',
    ]
    expect(secret.filter((name) => !isSensitiveName(name))).toEqual([])
    expect(open.filter((name) => isSensitiveName(name))).toEqual([])
  })
})
