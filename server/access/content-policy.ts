/** Of every answer that is no page: a browser that is made to show one runs nothing of it. */
export const answerPolicy = "sandbox; default-src 'none'";

/**
 * The content security policy of every page. Scripts and style sheets need the nonce of the response. Style attributes are allowed: they
 * carry the widths of bars, cannot load anything, and no hostile text reaches one. In development React needs eval and inline styles.
 */
export function contentPolicy(nonce: string, { development }: { readonly development: boolean }): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    development ? "style-src 'self' 'unsafe-inline'" : `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
