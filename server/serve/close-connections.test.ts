import { once } from "node:events";
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { closeConnections } from "./close-connections.ts";

/** A server that answers `/stream` when the test ends it, and anything else at once. Its browser keeps every connection. */
async function startServer() {
  const stop = new AbortController();
  const streams: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (request.url !== "/stream") return void response.end("answer");
    streams.push(response);
    response.write("first, ");
  });
  closeConnections(server, stop.signal);
  server.keepAliveTimeout = 60_000;
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => {
    agent.destroy();
    server.closeAllConnections();
  });
  return {
    port,
    streams,
    ask: (path: string) => new Promise<IncomingMessage>((resolve, reject) => void get({ port, path, agent }, resolve).on("error", reject)),
    /** As the console does on SIGTERM. Resolves when no connection is left. */
    stop: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      stop.abort();
      return closed;
    },
  };
}

test("a stop waits for the answers under way, whole, and for no connection that a browser only keeps", async () => {
  const { ask, stop, streams, port } = await startServer();
  const ahead = connect(port, "127.0.0.1");
  await once(ahead, "connect");
  await text(await ask("/"));
  const [one, other] = [await ask("/stream"), await ask("/stream")];
  const closed = stop();
  streams[0]?.end("last");
  expect(await text(one)).toBe("first, last");
  // The browser asks again, on the connection of its stream.
  const again = await ask("/");
  expect([again.headers.connection, await text(again)]).toEqual(["close", "answer"]);
  streams[1]?.end("last");
  expect(await text(other)).toBe("first, last");
  await closed;
  await once(ahead, "close");
});

test("a stop with no answer under way closes every connection at once", async () => {
  const { ask, stop, port } = await startServer();
  await text(await ask("/"));
  const ahead = connect(port, "127.0.0.1");
  await once(ahead, "connect");
  await text(await ask("/"));
  await stop();
});
