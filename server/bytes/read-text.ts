/** Bytes as text, without a byte order mark. `charset`: in which one they are written; "UTF-8 with BOM" has the mark. */
export interface Text {
  readonly text: string;
  readonly charset: string;
}

/**
 * The text that bytes hold; null: none that is certain. A byte order mark comes first, then UTF-16 told by its zero bytes, then UTF-8 as it proves
 * itself, then what the head or an XML declaration says. Nothing is guessed: Latin-1 fits any bytes. `cut`: a character may be cut at the end.
 */
export function readText(bytes: Uint8Array, { charset, cut }: { readonly charset: string | null; readonly cut: boolean }): Text | null {
  const known = markOf(bytes) ?? zerosOf(bytes, charset);
  if (known) return decodeAs(bytes, known, cut);
  const utf8 = decodeAs(bytes, "UTF-8", cut);
  if (utf8 || (charset && /^utf-?8$/i.test(charset))) return utf8;
  const named = charset ?? xmlCharset(bytes);
  return named === null || /^utf-?(?:8|16)/i.test(named) ? null : decodeAs(bytes, named, cut);
}

const marks: readonly { readonly charset: string; readonly bytes: readonly number[] }[] = [
  { charset: "UTF-8 with BOM", bytes: [0xef, 0xbb, 0xbf] },
  { charset: "UTF-16LE", bytes: [0xff, 0xfe] },
  { charset: "UTF-16BE", bytes: [0xfe, 0xff] },
];

function markOf(bytes: Uint8Array): string | null {
  return marks.find((mark) => mark.bytes.every((byte, at) => bytes[at] === byte))?.charset ?? null;
}

/** UTF-16 without a mark: two ASCII characters at the start (RFC 4627, 3), or declared and with a zero in half of the first bytes. */
function zerosOf(bytes: Uint8Array, charset: string | null): string | null {
  if (bytes.length < 4 || bytes.length % 2 !== 0) return null;
  const start = Buffer.from(bytes.subarray(0, 4)).toString("latin1");
  if (/^[{[<"]\0[^\0]\0$/.test(start)) return "UTF-16LE";
  if (/^\0[{[<"]\0[^\0]$/.test(start)) return "UTF-16BE";
  const said = /^utf-?16(le|be)?$/i.exec(charset ?? "");
  if (!said || !bytes.subarray(0, 1_000).includes(0)) return null;
  return said[1]?.toLowerCase() === "be" ? "UTF-16BE" : "UTF-16LE";
}

/** What `<?xml version="1.0" encoding="ISO-8859-1"?>` says; null: nothing. */
function xmlCharset(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 200)).toString("latin1");
  return /^\s{0,9}<\?xml [^>]{0,150}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})/.exec(start)?.[1] ?? null;
}

function decodeAs(bytes: Uint8Array, charset: string, cut: boolean): Text | null {
  try {
    const label = charset === "UTF-8 with BOM" ? "UTF-8" : charset;
    return { text: new TextDecoder(label, { fatal: true }).decode(bytes, { stream: cut }), charset };
  } catch {
    return null;
  }
}
