import { isIP } from "node:net";
import { z } from "zod";
import { names, plain, text } from "../sources/source-kind.ts";
import type { Config } from "./config.ts";
import { subnet } from "./subnet.ts";

const listening = text.refine((host) => host === "localhost" || isIP(host) > 0, {
  error: "must be an IP address of this machine, 0.0.0.0 or :: for all of them, or localhost",
});

/** Next builds its pages for the root of an address: a path in front of them would have to be known at build time. */
const publicUrl = text.superRefine((value, refuse) => {
  const url = URL.canParse(value) ? new URL(value) : null;
  const say = (message: string) => refuse.addIssue({ code: "custom", message });
  if (!url || !["http:", "https:"].includes(url.protocol)) say("must be the address that people use, such as https://redrive.example.com");
  else if (url.username || url.password) say("must not hold a user or a password");
  else if (url.pathname !== "/" || url.search || url.hash || /[?#]$/.test(value))
    say(`must end after host and port, as ${url.origin}: the console is served at the root of its address, not below a path`);
});

export const httpSchema = names({
  host: listening
    .default("127.0.0.1")
    .meta({ description: "Address that the console listens on. One beyond this machine needs `signIn` and TLS.", examples: ["0.0.0.0"] }),
  port: plain(z.number().int().min(1).max(65_535))
    .default(4400)
    .describe("Port that the console listens on. The environment variable PORT comes first."),
  url: publicUrl.optional().meta({
    description: "Address that people use: links, cookies and the checks of Host and Origin follow it. Left out: host and port.",
    examples: ["https://redrive.example.com"],
  }),
  trustedProxies: z
    .array(subnet)
    .default([])
    .meta({
      description:
        "Addresses and subnets of proxies in front. The address in the audit log comes from their X-Forwarded-For; from anybody else it is the socket's.",
      examples: [["127.0.0.1", "10.0.0.0/8"]],
    }),
  tls: names({
    cert: text.meta({ description: "PEM file with the certificate and its chain.", examples: ["/etc/redrive/cert.pem"] }),
    key: text.meta({ description: "PEM file with the private key of `cert`.", examples: ["/etc/redrive/key.pem"] }),
  })
    .optional()
    .describe("The console serves https itself. Files that were renewed are read within seconds."),
});

type HttpFile = z.output<typeof httpSchema>;

/** Everything spelt out; `port`: of the environment, before that of the file. */
export function toHttp(file: HttpFile, port: number | null): Config["http"] {
  const http = { ...file, port: port ?? file.port, tls: file.tls ?? null };
  return { ...http, url: publicUrlOf(http) };
}

/** An origin as browsers write it: without a port that goes without saying. */
function publicUrlOf({ host, port, url, tls }: Pick<HttpFile, "host" | "port" | "url"> & { readonly tls: object | null }): string {
  return new URL(url ?? `${tls ? "https" : "http"}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`).origin;
}
