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

const problems: readonly (readonly [RegExp, string])[] = [
  [/alert certificate required/i, "It demands a certificate of its clients: name its file in tls.cert, and that of its key in tls.key."],
  // Java's word for either.
  [
    /alert bad certificate/i,
    "It demands a certificate of its clients, and there is none in tls.cert (with its key in tls.key), or one that it does not believe.",
  ],
  [
    /alert (?:unknown ca|unsupported certificate|certificate (?:revoked|expired|unknown))/i,
    "It does not believe the certificate of tls.cert.",
  ],
  [
    /unable to (?:verify|get)|self.signed certificate/i,
    "Redrive does not believe its certificate: name the file of the authority that signed it in tls.ca.",
  ],
  [/key values mismatch/i, "The key of tls.key is not that of the certificate of tls.cert."],
];

/** What mends a certificate that one side misses or does not believe, as a sentence with a space before it; "" where OpenSSL's text says nothing of that kind. */
export function tlsWords(text: string): string {
  const words = problems.find(([pattern]) => pattern.test(text))?.[1];
  return words === undefined ? "" : ` ${words}`;
}

/** Why no connection stands, with a full stop and what mends it. OpenSSL's text loses its addresses in memory and in source files. */
export function connectWords(text: string): string {
  const reason = /SSL routines:[^:]*:([^:]+)/.exec(text)?.[1] ?? text.trim();
  return `${reason}.${tlsWords(text)}`;
}
