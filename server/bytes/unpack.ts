import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from "node:zlib";
import type { Packing } from "./declared.ts";

/** How far bytes go. "cut": they were cut for reading; "early": packed bytes end before their end; "large": more is inside than is read. */
export type End = "whole" | "cut" | "early" | "large";

/** What was inside; only its beginning unless `end` is "whole". */
export interface Unpacked {
  readonly bytes: Buffer;
  readonly end: End;
}

export interface Bounds {
  /** Of what is inside, in bytes. */
  readonly most: number;
  /** How far the packed bytes go. */
  readonly end: End;
}

type Compression = Exclude<Packing, "base64">;
type Reader = (bytes: Uint8Array, options: { readonly maxOutputLength: number; readonly finishFlush?: number }) => Buffer;

interface Format {
  readonly read: readonly Reader[];
  /** Makes a reader take what ends early. */
  readonly lenient: number;
}

const zlib = constants.Z_SYNC_FLUSH;
/** "deflate" is zlib's format by RFC 9110, and raw where clients misread it; kombu's "gzip" is zlib's too. */
const formats: Readonly<Record<Compression, Format>> = {
  gzip: { read: [gunzipSync, inflateSync], lenient: zlib },
  deflate: { read: [inflateSync, inflateRawSync, gunzipSync], lenient: zlib },
  br: { read: [brotliDecompressSync], lenient: constants.BROTLI_OPERATION_FLUSH },
  zstd: { read: [zstdDecompressSync], lenient: constants.ZSTD_e_flush },
};

/** How packed bytes begin; a wrong guess fails by the checksum. Brotli has no beginning of its own. */
export function guessCompression(bytes: Uint8Array): Compression | null {
  const [a = 0, b = 0] = bytes;
  if (startsWith(bytes, [0x1f, 0x8b, 8])) return "gzip";
  if (startsWith(bytes, [0x28, 0xb5, 0x2f, 0xfd])) return "zstd";
  // RFC 1950, 2.2: method 8, a window of at most 32 kB, no dictionary, and a sum that 31 divides.
  const header = a * 256 + b;
  return (a & 0x8f) === 8 && (b & 0x20) === 0 && header % 31 === 0 ? "deflate" : null;
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}

/** Unpacks within bounds; null: the bytes are not packed in this way, or are damaged. Never throws. */
export function unpack(bytes: Uint8Array, how: Compression, { most, end }: Bounds): Unpacked | null {
  const { read, lenient } = formats[how];
  for (const one of read) {
    const found = tryRead(() => one(bytes, { maxOutputLength: most }));
    if (typeof found === "object") return { bytes: found, end };
    if (found === "too large") return { bytes: readStart(one, bytes, { most, lenient }), end: "large" };
    if (found !== "ends early") continue;
    const start = tryRead(() => one(bytes, { maxOutputLength: most, finishFlush: lenient }));
    if (start === "too large") return { bytes: readStart(one, bytes, { most, lenient }), end: "large" };
    if (typeof start === "object" && start.length > 0) return { bytes: start, end: end === "whole" ? "early" : end };
  }
  return null;
}

/** The longest half, quarter ... of the packed bytes that stays within bounds: each try costs no more than `most`. */
function readStart(read: Reader, bytes: Uint8Array, { most, lenient }: { readonly most: number; readonly lenient: number }): Buffer {
  // A few bytes may unpack to this much.
  const room = Math.max(most, 262_144);
  for (let size = bytes.length; size > 0; size >>= 1) {
    const found = tryRead(() => read(bytes.subarray(0, size), { maxOutputLength: room, finishFlush: lenient }));
    if (typeof found === "object") return found.subarray(0, most);
  }
  return Buffer.alloc(0);
}

function tryRead(read: () => Buffer): Buffer | "too large" | "ends early" | "no" {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ERR_BUFFER_TOO_LARGE") return "too large";
    return code === "Z_BUF_ERROR" ? "ends early" : "no";
  }
}
