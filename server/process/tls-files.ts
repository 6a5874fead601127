import { readFileSync, watchFile } from "node:fs";
import { createSecureContext } from "node:tls";
import type { Logger } from "pino";
import { ConfigError } from "../config/problem.ts";

interface Files {
  readonly cert: string;
  readonly key: string;
}

interface Read {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Whoever renews a certificate renames a link or writes two files: looked at again is cheap, and a notice of the file system would miss links. */
const lookMs = 5_000;

/** Certificate and key of `http.tls`. Throws in words where one cannot be read, or they do not belong together. */
export function readTlsFiles(files: Files): Read {
  const read = { cert: readOne(files, "cert"), key: readOne(files, "key") };
  try {
    createSecureContext(read);
  } catch (cause) {
    throw new ConfigError(`http.tls: ${files.cert} and ${files.key} are no PEM certificate with its key.`, { cause });
  }
  return read;
}

/** Calls `changed` with what the files hold whenever one of them was written. What cannot be used is logged, and the certificate before goes on. */
export function watchTlsFiles(
  files: Files,
  changed: (read: Read) => void,
  { log, everyMs = lookMs }: { readonly log: Pick<Logger, "info" | "warn">; readonly everyMs?: number },
): void {
  const look = () => {
    try {
      changed(readTlsFiles(files));
      log.info("The certificate of http.tls was read again.");
    } catch (error) {
      log.warn(
        { error: String(error) },
        "The certificate of http.tls changed and cannot be used. The console goes on with the one before.",
      );
    }
  };
  for (const file of [files.cert, files.key]) watchFile(file, { interval: everyMs, persistent: false }, look);
}

function readOne(files: Files, part: keyof Files): Buffer {
  try {
    return readFileSync(files[part]);
  } catch (cause) {
    throw new ConfigError(`http.tls.${part}: the file "${files[part]}" cannot be read.`, { cause });
  }
}
