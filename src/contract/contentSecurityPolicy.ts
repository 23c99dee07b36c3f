/**
 * What the page of the workbench may load and do: its own files, and nothing else. One text for every shell that serves it;
 * as a header, since a page cannot be trusted with its own limits.
 */

/** Stands in the built page where the nonce belongs (`html.cspNonce` of the renderer's build). */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__'

/** @param nonce base64, new for each response: it lets in the style elements that the page's own libraries make */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    // Tooltips of charts are laid out by style attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
