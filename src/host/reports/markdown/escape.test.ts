import { describe, expect, test } from 'vitest'
import { readableName, shortenMiddle } from '../readableText.ts'
import { HOSTILE_NAMES } from '../extremeReportFixtures.ts'
import { markdownCode, markdownText, namesToLookFor } from './escape.ts'

/** What is left of Markdown when its code is taken out: only there GitHub looks for links, mentions and references. */
function outsideCode(markdown: string): string {
  return markdown.replace(/<code>.*?<\/code>/g, '').replace(/(`+) ?.*? ?\1(?!`)/g, '')
}

describe('names as code', () => {
  test('ordinary names stay as they are', () => {
    expect(markdownCode('POST /api/workflows/:workflow')).toBe('`POST /api/workflows/:workflow`')
  })

  test('backticks get a longer fence', () => {
    expect(markdownCode('`code` and ``more``')).toBe('``` `code` and ``more`` ```')
    expect(markdownCode('`')).toBe('`` ` ``')
  })

  test('a pipe cannot end a table cell, whatever stands before it', () => {
    expect(markdownCode('a|b')).toBe('<code>a&#124;b</code>')
    expect(markdownCode('a\\|b')).toBe('<code>a&#92;&#124;b</code>')
    expect(markdownCode('|</code><script>*x*')).toBe('<code>&#124;&#60;/code&#62;&#60;script&#62;&#42;x&#42;</code>')
  })

  test.each(HOSTILE_NAMES)('%j is one line of bounded length with no bare pipe', (name) => {
    const code = markdownCode(name)
    expect(code).not.toMatch(/[\n\r|]/)
    expect(code).not.toMatch(/(?!\u200C|\u200D)[\p{Cc}\p{Cf}]/u)
    expect(code).toMatch(/^(?:<code>.+<\/code>|(`+)[^`].*\1|(`+) .+ \2)$/)
    expect(code.length).toBeLessThan(600)
    expect(readableName(name, 80).length).toBeLessThanOrEqual(80)
  })
})

describe('prose', () => {
  test('ordinary sentences stay as they are', () => {
    const sentence = 'p95 < 500 ms (over 12,000 requests): 0.42 % failed; <0.01 % timed out, user_id stays & so on.'
    expect(markdownText(sentence)).toBe(sentence)
  })

  test('names of endpoints become code, the longest first, and only as whole words', () => {
    const names = namesToLookFor(['GET /a', 'GET /a/b', 'list'])
    expect(markdownText('GET /a/b is slower than GET /a; see GET /a/b/c in the list.', names)).toBe(
      '`GET /a/b` is slower than `GET /a`; see GET /a/b/c in the list.',
    )
  })

  test('nothing becomes a link, a mention, a reference or an emoji', () => {
    expect(markdownText('ask @octocat, see https://example.com/?a=b. or www.example.com (#12) $x$ :tada: a@b.io')).toBe(
      'ask `@octocat`, see `https://example.com/?a=b`. or `www.example.com` `(#12`) `$x$` `:tada`: `a@b.io`',
    )
  })

  test('names side by side keep their own fences', () => {
    expect(markdownText('GET /a(GET /b)', namesToLookFor(['GET /a', '(GET /b)']))).toBe('`GET /a` `(GET /b)`')
  })

  test('markup is shown, not acted on', () => {
    expect(markdownText('*a* _b_ [c](d) ~~e~~ `f` <b>g</b> &lt; \\| x')).toBe(
      '\\*a\\* \\_b\\_ \\[c\\](d) \\~\\~e\\~\\~ \\`f\\` &lt;b>g&lt;/b> &amp;lt; \\\\&#124; x',
    )
  })

  test.each([
    ['# heading', '\\# heading'],
    ['> quote', '\\> quote'],
    ['- item', '\\- item'],
    ['+ item', '\\+ item'],
    ['=====', '\\====='],
    ['12. item', '12\\. item'],
    ['12.5 s', '12.5 s'],
    ['', '(empty)'],
  ])('%j at the start of a line is text: %j', (text, expected) => {
    expect(markdownText(text)).toBe(expected)
  })

  test.each(HOSTILE_NAMES)('%j has nothing to act on outside code', (text) => {
    const markdown = markdownText(text)
    expect(markdown).not.toMatch(/[\n\r|]/)
    const bare = outsideCode(markdown)
    expect(bare).not.toMatch(/@\w|:\/\/|www\.|(?<!&)#\d/)
    expect(bare).not.toMatch(/<[a-z/!]/i)
    expect(bare).not.toMatch(/(?<!\\)[*[\]`~]/)
    expect(markdown.length).toBeLessThan(1500)
  })

  test('ten megabytes take no time and little room', () => {
    const markdown = markdownText('x y'.repeat(3_500_000), ['x y'])
    expect(markdown.length).toBeLessThan(5000)
  })
})

describe('shortening', () => {
  test('keeps both ends and says that something is missing', () => {
    expect(shortenMiddle('GET /api/workflows/:workflow/execute', 20)).toBe('GET /api/work…xecute')
    expect(shortenMiddle('short', 5)).toBe('short')
  })

  test('never leaves half a character', () => {
    for (let length = 3; length < 20; length += 1) {
      expect(shortenMiddle('🎉'.repeat(30), length).isWellFormed()).toBe(true)
    }
  })
})
