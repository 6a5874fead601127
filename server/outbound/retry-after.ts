/** What a Retry-After header asks for, in milliseconds: seconds or a date (RFC 9110, section 10.2.3). null: there is none that can be read. */
export function retryAfterMs(header: string | undefined, now = Date.now()): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}(\.\d+)?$/.test(header.trim())) return Number(header) * 1_000;
  // Date.parse reads much that is no date of HTTP.
  const at = header.endsWith("GMT") ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
