import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerOptions, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import next from "next";
import { addressHeader, addressOf } from "../access/address.ts";
import { refuseRequest } from "../access/admit.ts";
import { answerHeaders, isSecure } from "../access/answer-headers.ts";
import { stampProxied } from "../access/stamp-proxied.ts";
import type { Http } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import { orEnd } from "../process/or-end.ts";
import { listenProblem } from "./listen-problem.ts";
import { closeConnections } from "./close-connections.ts";
import { log } from "../process/log.ts";
import { readTlsFiles, watchTlsFiles } from "../process/tls-files.ts";

/** The first process: the console, an HTTP server of Node around Next's pages and routes. */

/** What Next cannot decode it answers with 500 and a trace in the log, before any code of ours: it goes to an address that nothing has. */
const nowhere = "/api/unreadable-address";
/** The address, the cookies and what proxies add. */
const limits = {
  maxHeaderSize: 16_384,
  /** A client that sends its headers slower than this only keeps a connection from others. */
  headersTimeout: 10_000,
  /** The largest edit, 128 MB, at 4 Mbit/s. */
  requestTimeout: 300_000,
  connectionsCheckingInterval: 2_000,
  /** Longer than a proxy keeps its connections (nginx: 60 s): it must not send on one that is being closed. */
  keepAliveTimeout: 75_000,
} satisfies ServerOptions;
const requestsPerConnection = 1_000;
/** 300 streams, six connections for each of some hundred browsers, and room. */
const mostConnections = 2_000;
const handshakeMs = 10_000;
/** Said by others than the configured proxies, and needed by nobody: `http.url` says the scheme and the host. */
const claims = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-forwarded-server",
  "x-real-ip",
];

const { http, signIn } = orEnd(loadConfig);
const headers = answerHeaders(http);
/** Next listens for upgrades on the server that it is given. There are none: on this one nobody speaks. */
const app = next({ dev: false, hostname: http.host, port: http.port, httpServer: createServer() });
await app.prepare();
const handle = app.getRequestHandler();

const server = open(http, (request, response) => {
  addHeaders(response);
  const { method = "GET", socket, url = "/", rawHeaders } = request;
  const refusal = refuseRequest({ method, url, headerCount: rawHeaders.length / 2, socket: socket.remoteAddress }, http);
  if (refusal) return void refuse(response, refusal);
  stamp(request);
  handle(request, response).catch((err: unknown) => {
    log.error({ err }, "A request failed in Next; its connection is closed.");
    response.destroy();
  });
});
server.maxRequestsPerSocket = requestsPerConnection;
// Node says "Connection: close" with the last one and leaves the rest to the client; one that goes on gets a 503 and is cut off.
server.on("dropRequest", (_request, socket) => void setImmediate(() => socket.destroy()));
server.maxConnections = mostConnections;
server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  socket.end(unreadable(error.code));
});
server.on("error", (error) => {
  log.fatal({ error: error.message }, listenProblem(error, http));
  process.exit(1);
});

const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());
closeConnections(server, stop.signal);
stop.signal.addEventListener("abort", async () => {
  server.close();
  await once(server, "close");
  await app.close();
  process.exit(0);
});
server.listen(http.port, http.host);

function open({ tls }: Http, answer: RequestListener): Server {
  if (!tls) return createServer(limits, answer);
  const secured = createTlsServer({ ...limits, ...readTlsFiles(tls), handshakeTimeout: handshakeMs, minVersion: "TLSv1.2" }, answer);
  watchTlsFiles(tls, (files) => secured.setSecureContext({ ...files, minVersion: "TLSv1.2" }), { log });
  return secured;
}

/** When the answer is written, so that whoever gives it may say them otherwise. */
function addHeaders(response: ServerResponse): void {
  const write = response.writeHead;
  response.writeHead = function (...said: Parameters<typeof write>) {
    for (const [name, value] of Object.entries(headers)) if (!response.hasHeader(name)) response.setHeader(name, value);
    return write.apply(response, said);
  } as typeof write;
}

/** A route handler sees no socket, so each request carries its address in a header that no caller can write. */
function stamp(request: IncomingMessage): void {
  stampProxied(request, signIn?.proxy ?? null, log);
  const { headers: sent, socket } = request;
  const address = addressOf(socket.remoteAddress, [sent["x-forwarded-for"] ?? []].flat().join(","), http.trustedProxies);
  for (const claim of claims) delete sent[claim];
  sent["x-forwarded-proto"] = isSecure(http) ? "https" : "http";
  if (address !== null) sent[addressHeader()] = address;
  if (!isDecodable(request.url ?? "/")) request.url = nowhere;
}

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

function refuse(response: ServerResponse, { status, text }: { readonly status: number; readonly text: string }): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" }).end(text);
}

/** The whole answer to what Node could not read as a request. */
function unreadable(code: string | undefined): string {
  const [status, text] =
    code === "HPE_HEADER_OVERFLOW"
      ? ["431 Request Header Fields Too Large", `Address and headers of a request may have up to ${limits.maxHeaderSize} bytes.`]
      : code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? ["408 Request Timeout", "The request came too slowly."]
        : ["400 Bad Request", "This is no HTTP request."];
  const fields = { ...headers, "content-type": "text/plain; charset=utf-8", "content-length": String(text.length), connection: "close" };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status}`, ...lines, "", text].join("\r\n");
}
