import { zstdDecompressSync } from "node:zlib";
import { decompress as decompressLz4, decompressBound } from "lz4js";
import { uncompress as uncompressSnappy } from "snappyjs";
import { CompressionCodecs, CompressionTypes } from "./records.ts";

/** More than this does not come out of one batch of records; a batch that says so is not read. */
const mostBytes = 128 * 1024 * 1024;

/** Java's clients cut snappy into blocks of their own framing: https://github.com/xerial/snappy-java#data-format-of-snappy */
const xerial = Buffer.of(0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00);

/** kafkajs reads gzip by itself; a batch of another kind would end its consumer. Redrive sends without compression. */
export function registerCodecs(): void {
  const readOnly = (decompress: (bytes: Buffer) => Buffer) => () => ({
    compress: () => Promise.reject(new Error("Redrive sends without compression.")),
    decompress: async (bytes: Buffer) => decompress(bytes),
  });
  CompressionCodecs[CompressionTypes.Snappy] = readOnly(readSnappy);
  CompressionCodecs[CompressionTypes.LZ4] = readOnly(readLz4);
  CompressionCodecs[CompressionTypes.ZSTD] = readOnly((bytes) => zstdDecompressSync(bytes, { maxOutputLength: mostBytes }));
}

function readLz4(bytes: Buffer): Buffer {
  const size = decompressBound(bytes);
  if (size > mostBytes) throw new RangeError(`A batch of ${size} bytes is too large.`);
  return Buffer.from(decompressLz4(bytes, size));
}

function readSnappy(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, xerial.length).equals(xerial)) return Buffer.from(uncompressSnappy(bytes, mostBytes));
  const blocks: Buffer[] = [];
  for (let at = 16; at < bytes.length; ) {
    const size = bytes.readInt32BE(at);
    blocks.push(Buffer.from(uncompressSnappy(bytes.subarray(at + 4, at + 4 + size), mostBytes)));
    at += 4 + size;
  }
  return Buffer.concat(blocks);
}
