import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { Outbound } from "./outbound.ts";
import { brokerRule, serviceRule } from "./rule.ts";

/** A server on loopback that notes who asked it for what. */
async function answering(answer: RequestListener) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.host}${request.url}`);
    answer(request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

/** A resolver that says these in turn, then the last one for good. */
function resolving(...answers: readonly (readonly string[])[]) {
  let asked = 0;
  const resolve = async () => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    return addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  };
  return { resolve, asked: () => asked };
}

function opened(...[rule, resolve]: ConstructorParameters<typeof Outbound>): Outbound {
  const outbound = new Outbound(rule, resolve);
  onTestFinished(() => outbound.close());
  return outbound;
}

const within = (ms = 5_000, mostBytes = 1_000) => ({ signal: AbortSignal.timeout(ms), mostBytes });
const allowed = serviceRule(["127.0.0.1"]);

test("a name is looked up once, and asked at that address under its own name", async () => {
  const { port, asked } = await answering((_request, response) => response.end("here"));
  const { resolve, asked: lookups } = resolving(["127.0.0.1"], ["169.254.169.254"]);
  const { body } = await opened(allowed, resolve).ask(new URL(`http://id.internal:${port}/x`), within());
  expect([body.toString(), asked, lookups()]).toEqual(["here", [`GET id.internal:${port}/x`], 1]);
});

test("a name that leads elsewhere the second time is refused then (DNS rebinding)", async () => {
  const { port, asked } = await answering((_request, response) => response.setHeader("connection", "close").end());
  const outbound = opened(allowed, resolving(["127.0.0.1"], ["169.254.169.254"]).resolve);
  await outbound.ask(new URL(`http://id.internal:${port}/`), within());
  await expect(outbound.ask(new URL(`http://id.internal:${port}/`), within())).rejects.toThrow("it is the metadata service of a cloud");
  expect(asked).toHaveLength(1);
});

test.each([
  ["127.0.0.1", "169.254.169.254"],
  ["169.254.169.254", "127.0.0.1"],
  ["127.0.0.1", "::ffff:a9fe:a9fe"],
])("a name with one closed address among several is refused: %s, %s", async (...addresses) => {
  const { port, asked } = await answering((_request, response) => response.end());
  await expect(opened(allowed, resolving(addresses).resolve).ask(new URL(`http://id.internal:${port}/`), within())).rejects.toThrow(
    "is not asked",
  );
  expect(asked).toEqual([]);
});

test("a name without an address, or that nobody knows, is an error of its own", async () => {
  await expect(opened(allowed, resolving([]).resolve).ask(new URL("http://id.internal/"), within())).rejects.toThrow(
    "id.internal has no address",
  );
  await expect(opened(allowed).ask(new URL("http://nowhere.invalid/"), within())).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/);
});

test("localhost by its name is this machine, too", async () => {
  const { port, asked } = await answering((_request, response) => response.end());
  await expect(opened(serviceRule([])).ask(new URL(`http://localhost:${port}/`), within())).rejects.toThrow("it is this machine itself");
  await expect(opened(serviceRule([])).fetch("https://localhost/")).rejects.toThrow("it is this machine itself");
  expect(asked).toEqual([]);
});

test("no connection of one rule is used for another", async () => {
  const { port } = await answering((_request, response) => response.end("here"));
  await opened(brokerRule).ask(new URL(`http://localhost:${port}/`), within());
  await expect(opened(serviceRule([])).ask(new URL(`http://localhost:${port}/`), within())).rejects.toThrow("it is this machine itself");
});

test.each([301, 302, 303, 307, 308])("a redirect (%i) is an answer, and nobody goes there", async (status) => {
  const { port, asked } = await answering((_request, response) => response.writeHead(status, { location: "/elsewhere" }).end());
  const outbound = opened(allowed);
  expect(await outbound.ask(new URL(`http://127.0.0.1:${port}/`), within())).toMatchObject({ status, headers: { location: "/elsewhere" } });
  expect(await outbound.fetch(`http://127.0.0.1:${port}/`)).toMatchObject({ status, redirected: false });
  expect(asked).toHaveLength(2);
});

test("an answer that is too large, or that never ends, is given up", async () => {
  const { port } = await answering((request, response) => {
    if (request.url === "/large") return void response.end(Buffer.alloc(2_000));
    response.write("a");
  });
  const outbound = opened(allowed);
  await expect(outbound.ask(new URL(`http://127.0.0.1:${port}/large`), within())).rejects.toThrow("the answer is larger than 1000 bytes");
  await expect(outbound.ask(new URL(`http://127.0.0.1:${port}/slow`), within(300))).rejects.toThrow(/abort|timeout/i);
  const endless = await answering((_request, response) => {
    const more = () => response.destroyed || response.write(Buffer.alloc(65_536), more);
    more();
  });
  await expect(outbound.fetch(`http://127.0.0.1:${endless.port}/`)).rejects.toThrow("the answer is larger than 1048576 bytes");
});

test("as fetch it sends what libraries send, and answers as they expect", async () => {
  const { port } = await answering(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    response.writeHead(201, { "content-type": "application/json", "set-cookie": ["a=1", "b=2"] });
    response.end(JSON.stringify({ method: request.method, type: request.headers["content-type"], body: Buffer.concat(parts).toString() }));
  });
  const body = new URLSearchParams({ grant_type: "authorization_code" });
  const answer = await opened(allowed).fetch(`http://127.0.0.1:${port}/token`, { method: "POST", body });
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([201, ["a=1", "b=2"]]);
  expect(await answer.json()).toEqual({
    method: "POST",
    type: "application/x-www-form-urlencoded;charset=UTF-8",
    body: "grant_type=authorization_code",
  });
  const empty = await answering((_request, response) => response.writeHead(204).end());
  expect((await opened(allowed).fetch(`http://127.0.0.1:${empty.port}/`)).status).toBe(204);
});
