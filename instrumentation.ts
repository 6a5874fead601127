import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { addressHeader, addressOf } from "./server/access/address.ts";
import { loadConfig } from "./server/config/load.ts";
import { closeConnections } from "./server/process/close-connections.ts";

/** What Next cannot decode it answers with 500 and a trace in the log, before any code of ours: it goes to an address that nothing has. */
const nowhere = "/api/unreadable-address";

/**
 * Next calls this once, before the console takes requests. What has to be known or mended of a request before Next sees it comes on a channel of Node's that
 * speaks before any listener does. A route handler sees no socket, so each request carries its address in a header.
 */
export function register(): void {
  const { trustedProxies } = loadConfig().http;
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { readonly request: IncomingMessage };
    const { headers, socket } = request;
    const forwarded = headers["x-forwarded-for"];
    const address = addressOf(socket.remoteAddress, [forwarded ?? []].flat().join(","), trustedProxies);
    if (address !== null) headers[addressHeader()] = address;
    if (!isDecodable(request.url ?? "/")) request.url = nowhere;
  });
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());
  closeConnections(stop.signal);
}

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}
