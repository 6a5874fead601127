import type { Server } from "node:http";

/**
 * Closes the connections of a server once `stop` is aborted and every answer under way is whole. `server.close()` closes only the connections that are idle
 * at that moment. A browser keeps the others: it asks again on them, or opened them ahead of need.
 */
export function closeConnections(server: Server, stop: AbortSignal): void {
  let underWay = 0;
  const closeIfIdle = () => {
    if (stop.aborted && underWay === 0) server.closeAllConnections();
  };
  stop.addEventListener("abort", closeIfIdle, { once: true });
  server.prependListener("request", (_request, response) => {
    underWay += 1;
    // A connection ends with its first answer after the stop.
    if (stop.aborted) response.shouldKeepAlive = false;
    response.once("close", () => {
      underWay -= 1;
      closeIfIdle();
    });
  });
}
