import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { onTestFinished } from "vitest";

/** A mail as the server got it. */
export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | null;
  readonly isSecure: boolean;
  /** Names in lower case; a header that is folded is one line. */
  readonly headers: ReadonlyMap<string, string>;
  readonly raw: string;
}

interface Ways {
  readonly certificate?: { readonly cert: string; readonly key: string };
  readonly options?: SMTPServerOptions;
  /** An answer to one recipient: null takes it. */
  readonly refuse?: (address: string) => { readonly code: number; readonly text: string } | null;
  /** An answer to the whole mail. */
  readonly refuseMail?: () => { readonly code: number; readonly text: string } | null;
}

/** A mail server on loopback. Its users have the password "s3cret". */
export async function startSmtp({ certificate, options = {}, refuse, refuseMail }: Ways = {}) {
  const received: Received[] = [];
  const failed = ({ code, text }: { readonly code: number; readonly text: string }) =>
    Object.assign(new Error(text), { responseCode: code });
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    ...(certificate ? { cert: readFileSync(certificate.cert), key: readFileSync(certificate.key) } : { hideSTARTTLS: true }),
    onAuth: ({ username = "", password }, _session, done) =>
      password === "s3cret" ? done(null, { user: username }) : done(failed({ code: 535, text: "wrong password" })),
    onRcptTo: ({ address }, _session, done) => {
      const refusal = refuse?.(address);
      done(refusal ? failed(refusal) : null);
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const refusal = refuseMail?.();
        if (refusal) return done(failed(refusal));
        const raw = Buffer.concat(parts).toString();
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          user: session.user ?? null,
          isSecure: session.secure,
          headers: headersOf(raw),
          raw,
        });
        done(null);
      });
    },
    ...options,
  });
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, received };
}

function headersOf(raw: string): ReadonlyMap<string, string> {
  const [head = ""] = raw.split("\r\n\r\n", 1);
  const lines = head.replaceAll(/\r\n[ \t]+/g, " ").split("\r\n");
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()] as const));
}
