import { subscribe } from "node:diagnostics_channel";
import type { Server, ServerResponse } from "node:http";

/** Node publishes this to `http.server.request.start` for each request, before its handler runs. */
interface Started {
  readonly server: Server;
  readonly response: ServerResponse;
}

/**
 * Closes the connections of this process's HTTP server once `stop` is aborted and every answer under way is whole. Next then awaits `server.close()`, which
 * closes only the connections that are idle at that moment. A browser keeps the others: it asks again on them, or opened them ahead of need.
 */
export function closeConnections(stop: AbortSignal): void {
  let server: Server | null = null;
  let underWay = 0;
  const closeIfIdle = () => {
    if (stop.aborted && underWay === 0) server?.closeAllConnections();
  };
  stop.addEventListener("abort", closeIfIdle, { once: true });
  subscribe("http.server.request.start", (message) => {
    const started = message as Started;
    server = started.server;
    underWay += 1;
    // A connection ends with its first answer after the stop.
    if (stop.aborted) started.response.shouldKeepAlive = false;
    started.response.once("close", () => {
      underWay -= 1;
      closeIfIdle();
    });
  });
}
