import type { Head, Header, HeaderValue } from "../sources/port.ts";

/** How bytes may be packed. */
export const packings = ["gzip", "deflate", "br", "zstd", "base64"] as const;
export type Packing = (typeof packings)[number];

/** What a head says of its body's bytes. `packings`: in the order in which they were applied; `charset`: its label, null where none is named. */
export interface Declared {
  readonly packings: readonly Packing[];
  readonly charset: string | null;
}

/**
 * The names that say it, without case and signs: `content-type` of AMQP and HTTP, `contentType` of JMS bridges, `NServiceBus.ContentType`,
 * `rbs2-content-encoding` of Rebus, kombu's `compression`.
 */
const typeNames = new Set(["contenttype", "nservicebuscontenttype", "rbs2contenttype"]);
const encodingNames = new Set([
  "contentencoding",
  "contenttransferencoding",
  "nservicebuscontentencoding",
  "rbs2contentencoding",
  "compression",
]);

/** How they begin: the first look spares most names the rest. */
const maybe = /^[^a-z0-9]*[cnr]/i;

/** Spring AMQP writes "gzip:utf-8", kombu "application/x-gzip", HTTP "gzip, br". */
const words: Readonly<Record<string, Packing>> = {
  gzip: "gzip",
  "x-gzip": "gzip",
  "application/gzip": "gzip",
  "application/x-gzip": "gzip",
  zlib: "deflate",
  deflate: "deflate",
  "application/zlib": "deflate",
  br: "br",
  brotli: "br",
  "application/x-brotli": "br",
  zstd: "zstd",
  "application/zstd": "zstd",
  base64: "base64",
};

/** Longer values are no encoding's name. */
const longest = 500;

export function readDeclared({ headers, properties }: Pick<Head, "headers" | "properties">): Declared {
  const lines = [...properties, ...headers];
  const types = textsOf(lines, typeNames).flatMap((text) => /charset\s{0,9}=\s{0,9}"?([\w.:-]{1,40})/i.exec(text)?.[1] ?? []);
  const encodings = textsOf(lines, encodingNames).flatMap((text) => text.toLowerCase().split(/[,:;\s]+/));
  return {
    packings: encodings.flatMap((word) => (Object.hasOwn(words, word) ? (words[word] ?? []) : [])),
    // kombu, EasyNetQ and Spring AMQP name the charset as the encoding.
    charset:
      types[0] ??
      encodings.find((word) => /^(?:utf-?(?:8|16)(?:le|be)?|us-ascii|iso-8859-\d{1,2}|windows-125\d|latin1)$/.test(word)) ??
      null,
  };
}

function textsOf(lines: readonly Header[], names: ReadonlySet<string>): readonly string[] {
  return lines.flatMap(({ name, value }) => {
    if (name.length > 40 || !maybe.test(name) || !names.has(name.toLowerCase().replace(/[^a-z0-9]/g, ""))) return [];
    return textOf(value) ?? [];
  });
}

function textOf({ type, text }: HeaderValue): string | null {
  if (text === null || text.length > longest) return null;
  return type === "bytes" ? Buffer.from(text, "base64").toString("latin1") : text;
}
