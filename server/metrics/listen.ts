import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { plainAddress } from "../access/subnets.ts";
import type { Ctx } from "../context.ts";
import { measureProcess, processRegistry } from "./counters.ts";
import { refuseReader } from "./may-read.ts";
import { readDatabase } from "./read-state.ts";

const limits = {
  maxHeaderSize: 8_192,
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 75_000,
};
const mostConnections = 50;

type Listening = Pick<Ctx, "sql" | "log" | "config">;

/**
 * Serves the metrics of this worker until the signal aborts, where `metrics.worker` says so. A port that is taken is logged and the worker goes on: it
 * captures and replays whether somebody reads its numbers or not.
 */
export async function serveMetrics(ctx: Listening, signal: AbortSignal): Promise<void> {
  const { worker } = ctx.config.metrics;
  if (worker === null || signal.aborted) return;
  measureProcess();
  const server = createServer(limits, (request, response) => void answer(ctx, request, response));
  server.maxConnections = mostConnections;
  server.on("error", (error) =>
    ctx.log.error({ ...worker, error: error.message }, "The worker cannot serve its metrics; it runs without."),
  );
  server.listen(worker.port, worker.host);
  if (!signal.aborted) await once(signal, "abort");
  await close(server);
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

async function answer(ctx: Listening, { method, url, headers, socket }: IncomingMessage, response: ServerResponse): Promise<void> {
  const end = (status: number, text: string, more: Readonly<Record<string, string>> = {}) =>
    void response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", ...more }).end(text);
  const address = socket.remoteAddress ? plainAddress(socket.remoteAddress) : null;
  const refusal = refuseReader({ address, host: headers.host ?? null, authorization: headers.authorization ?? null }, ctx.config.metrics);
  if (refusal) return end(refusal.status, refusal.text, refusal.headers);
  if (url?.split("?", 1)[0] !== "/metrics") return end(404, "A worker serves /metrics and nothing else.\n");
  if (method !== "GET" && method !== "HEAD") return end(405, "Metrics are read with GET.\n", { allow: "GET, HEAD" });
  try {
    const [own, state] = await Promise.all([processRegistry.metrics(), readDatabase(async () => ctx)]);
    end(200, `${own}\n${state}`, { "content-type": processRegistry.contentType });
  } catch (err) {
    ctx.log.error({ err }, "metrics could not be written");
    end(500, "The metrics could not be written; the log of the worker says why.\n");
  }
}
