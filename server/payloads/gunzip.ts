import { createGunzip } from "node:zlib";

/** The bytes of a gzip begin so. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** The first `most` bytes inside a gzip, or inside the beginning of one; never more, whatever it would grow to. null: it is damaged. */
export function gunzipStart(bytes: Uint8Array, most: number): Promise<{ readonly bytes: Buffer; readonly more: boolean } | null> {
  const { promise, resolve } = Promise.withResolvers<{ bytes: Buffer; more: boolean } | null>();
  const parts: Buffer[] = [];
  let size = 0;
  const gunzip = createGunzip();
  const done = (more: boolean) => resolve({ bytes: Buffer.concat(parts).subarray(0, most), more });
  gunzip.on("data", (part: Buffer) => {
    parts.push(part);
    size += part.length;
    if (size <= most) return;
    done(true);
    gunzip.destroy();
  });
  gunzip.on("end", () => done(false));
  gunzip.on("error", () => (size > 0 ? done(true) : resolve(null)));
  gunzip.end(bytes);
  return promise;
}
