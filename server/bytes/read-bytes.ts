import type { Head } from "../sources/port.ts";
import { certainBase64, readBase64 } from "./base64.ts";
import { type Packing, readDeclared } from "./declared.ts";
import { readText } from "./read-text.ts";
import { type Bounds, type End, guessCompression, unpack } from "./unpack.ts";

/** What the bytes of a body say: the one reading that pages, diagnosis and search share. The stored bytes and a replay stay what they were. */
export interface Reading {
  /** null: no text, or none that can be read. */
  readonly text: string | null;
  /** How the text is packed in the stored bytes, from the outside in; empty: it is not. */
  readonly packing: readonly Packing[];
  /** The text's charset; "UTF-8" alone means that the bytes inside are the text. null: no text. */
  readonly charset: string | null;
  /** false: `text` is only the beginning. */
  readonly whole: boolean;
  /** What could not be read, in words; null: all was. */
  readonly words: string | null;
}

/** Of what is inside a packed body no more is read: a few bytes can stand for gigabytes. */
export const mostUnpacked = 16_000_000;
/** A packed body within a packed body is common on brokers that carry text only, more is not. */
const mostPackings = 4;

/** Reads a body by what its head declares and what its bytes prove. Pure, never throws. `cut`: the bytes are the beginning of more; `most`: of what is unpacked. */
export function readBytes(
  head: Pick<Head, "headers" | "properties">,
  body: Uint8Array | null,
  { most = mostUnpacked, cut = false }: { readonly most?: number; readonly cut?: boolean } = {},
): Reading {
  if (body === null) return { text: null, packing: [], charset: null, whole: true, words: null };
  const declared = readDeclared(head);
  const layers = unpackAll(body, declared.packings, { most, end: cut ? "cut" : "whole" });
  const { bytes, packing, end } = layers;
  if (bytes.length > longestText)
    return { text: null, packing, charset: null, whole: false, words: "The body is larger than 512 MB, so it was not read." };
  const readable = end !== "large" || bytes.length > 0;
  const { text = null, charset = null } = (readable && readText(bytes, { charset: declared.charset, cut: end !== "whole" })) || {};
  return { text, packing, charset, whole: end === "whole", words: wordsOf(layers, most) };
}

function wordsOf({ bytes, packing, end, wrong }: Layers, most: number): string | null {
  const packed = `The body is packed (${packing.join(", ")})`;
  if (end === "early") return `${packed} and ends early: only its beginning was read.`;
  if (end === "large")
    return `${packed} and holds more than ${sizeWords(most)}: ${bytes.length > 0 ? "only its beginning" : "nothing of it"} was read.`;
  return wrong && !packing.includes(wrong) ? `The head says ${wrong}, but the bytes cannot be unpacked so.` : null;
}

/** The longest string that V8 holds. */
const longestText = 536_870_888;

interface Layers {
  readonly bytes: Uint8Array;
  readonly packing: readonly Packing[];
  readonly end: End;
  /** A declared packing that the bytes do not have. */
  readonly wrong: Packing | null;
}

function unpackAll(body: Uint8Array, declared: readonly Packing[], { most, end }: Bounds): Layers {
  let layers: Layers = { bytes: body, packing: [], end, wrong: null };
  const take = (how: Packing, certain: boolean): boolean => {
    const found = unpackOne(layers, how, { most, certain });
    if (found) layers = { ...layers, ...found, packing: [...layers.packing, how] };
    return found !== null;
  };
  for (const how of declared.toReversed().slice(0, mostPackings)) if (!take(how, false)) layers = { ...layers, wrong: how };
  for (let turn = 0; turn < mostPackings; turn++) if (!take(guessCompression(layers.bytes) ?? "base64", true)) break;
  return layers;
}

/** `certain`: nothing declares it, so the bytes must prove it. */
function unpackOne(
  { bytes, end }: Layers,
  how: Packing,
  { most, certain }: { readonly most: number; readonly certain: boolean },
): Pick<Layers, "bytes" | "end"> | null {
  if (how === "base64") {
    const inside = certain ? certainBase64(bytes, end) : readBase64(bytes, end);
    return inside && { bytes: inside, end };
  }
  const inside = unpack(bytes, how, { most, end });
  // zlib's two bytes at the start are too few to go by, its checksum at the end is not.
  return inside && !(certain && how === "deflate" && inside.end !== end) ? inside : null;
}

function sizeWords(bytes: number): string {
  return bytes >= 1_000_000 ? `${Math.round(bytes / 1_000_000)} MB` : `${Math.round(bytes / 1_000)} kB`;
}
