// The little of XML 1.0 that a JUnit file needs: elements, attributes, and text in which anything may have been.
export interface XmlElement {
  name: string
  attributes: Record<string, string | number | null>
  children: readonly (XmlElement | string)[]
}

/** Attributes that are null are left out. */
export function element(
  name: string,
  attributes: XmlElement['attributes'],
  children: XmlElement['children'] = [],
): XmlElement {
  return { name, attributes, children }
}

export function renderXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderElement(root, '')}\n`
}

function renderElement({ name, attributes, children }: XmlElement, indent: string): string {
  const parts = Object.entries(attributes).flatMap(([key, value]) =>
    value === null ? [] : [` ${key}="${escapeAttribute(String(value))}"`],
  )
  const open = `${indent}<${name}${parts.join('')}`
  if (children.length === 0) return `${open}/>`
  // Text is not indented: white space around it would become part of it.
  if (children.every((child) => typeof child === 'string')) {
    return `${open}>${children.map(escapeText).join('')}</${name}>`
  }
  const lines = children.map((child) =>
    typeof child === 'string' ? escapeText(child) : renderElement(child, `${indent}  `),
  )
  return `${open}>\n${lines.join('\n')}\n${indent}</${name}>`
}

/** Characters XML 1.0 does not allow, escaped or not (§2.2 of the specification), are left out, and those that turn the direction of reading. */
function allowed(text: string): string {
  return text
    .toWellFormed()
    .replace(
      /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu,
      '',
    )
}

function escapeText(text: string): string {
  return allowed(text).replace(/[&<>\r]/g, characterReference)
}

/** White space other than spaces would be turned into spaces by a reader, unless it is written as a reference. */
function escapeAttribute(text: string): string {
  return allowed(text).replace(/[&<>"'\t\n\r]/g, characterReference)
}

const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

function characterReference(character: string): string {
  return NAMED[character] ?? `&#${character.charCodeAt(0)};`
}
