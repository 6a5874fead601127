import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { type Proxied, readProxied } from "./read-proxied.ts";

interface Request {
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly socket: { readonly remoteAddress?: string | undefined };
}

type Proxy = Parameters<typeof readProxied>[1];

/** On `globalThis`, because Next bundles this module once for the process and once for routes. */
const holder = globalThis as typeof globalThis & { redriveProxiedHeader?: string };
const warned = new Set<string>();

/** Named anew by each process, so that no caller can write it. */
function proxiedHeader(): string {
  holder.redriveProxiedHeader ??= `x-redrive-proxied-${randomUUID()}`;
  return holder.redriveProxiedHeader;
}

/**
 * Before anything reads a request: takes the headers of the proxy off it, whoever sent them, and writes down whom it may be believed to be. What is ignored
 * is logged once for each reason, since anybody may send it as often as they like.
 */
export function stampProxied(request: Request, proxy: Proxy | null, log: { warn(data: object, text: string): void }): void {
  if (!proxy) return;
  const { headers, rawHeaders, socket } = request;
  const reading = readProxied({ rawHeaders, socket: socket.remoteAddress }, proxy);
  for (const name of [proxy.userHeader, proxy.groupsHeader, proxy.secretHeader]) if (name !== null) delete headers[name.toLowerCase()];
  if (reading === "nothing") return;
  if (!("ignored" in reading)) headers[proxiedHeader()] = encodeURIComponent(JSON.stringify(reading));
  else if (!warned.has(reading.ignored) && warned.size < 100) {
    warned.add(reading.ignored);
    log.warn(
      { why: reading.ignored },
      "Ignored who a request says it is: it is not believed as the proxy that signs people in. This is logged once.",
    );
  }
}

/** Whom the proxy in front names; null: nobody. */
export function proxiedIn(headers: Pick<Headers, "get">): Proxied | null {
  const stamp = headers.get(proxiedHeader());
  return stamp === null ? null : (JSON.parse(decodeURIComponent(stamp)) as Proxied);
}
