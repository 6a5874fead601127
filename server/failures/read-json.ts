/** Larger bodies are not parsed in the capture path: what they say is unknown until somebody opens them. */
const parseLimit = 262_144;
const openBrace = 0x7b;
const openBracket = 0x5b;

const parsed = new WeakMap<Uint8Array, { readonly value: unknown }>();

/** The body's JSON, parsed once for all readers; undefined when it is none or too large. */
export function jsonValue(body: Uint8Array | null): unknown {
  if (!body || body.length > parseLimit || !startsLikeJson(body)) return undefined;
  const known = parsed.get(body);
  if (known) return known.value;
  const value = parse(body);
  parsed.set(body, { value });
  return value;
}

export function jsonObject(body: Uint8Array | null): Record<string, unknown> | null {
  const value = jsonValue(body);
  return isObject(value) ? value : null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A string, number or boolean as text. A number that lost digits is unknown here: `exactText` of envelope.ts reads it from the source. */
export function textAt(object: Record<string, unknown>, key: string): string | null {
  const value = object[key];
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8"));
  } catch {
    return undefined;
  }
}

function startsLikeJson(body: Uint8Array): boolean {
  for (let index = 0; index < Math.min(body.length, 64); index++) {
    const byte = body[index];
    if (byte === openBrace || byte === openBracket) return true;
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return false;
  }
  return false;
}
