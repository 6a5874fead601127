import { readFileSync } from "node:fs";
import { BrokerError } from "./port.ts";
import type { TlsFiles } from "./source-kind.ts";

/** What those files hold. Throws `BrokerError("invalid")` that names the file that cannot be read. */
export function readTls(source: string, files: TlsFiles): { readonly [part in keyof TlsFiles]: Buffer } {
  return Object.fromEntries(
    Object.entries(files).map(([part, file]) => {
      try {
        return [part, readFileSync(file)];
      } catch (cause) {
        throw new BrokerError("invalid", `Source "${source}" cannot read the file "${file}" of tls.${part}.`, { cause });
      }
    }),
  );
}
