import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "./support/stack.ts";

const paths = [
  "/api/messages/%E0%A4%A/body",
  "/api/messages/%ZZ/body",
  "/api/messages/NaN/body",
  "/api/messages/1/body?version=%zz",
  "/api/trpc/%E0%A4%A",
  "/api/trpc/constructor",
  "/api/trpc/__proto__.x",
  "/api/trpc/queues.list?input=%",
  "/api/%",
  "/api/nothing",
  "/messages/%ff",
  "/messages/%zz",
  "/groups/%E0%A4%A",
  "/replays/%00",
  "/messages/9007199254740993",
  "/messages?filter=%E0%A4%A",
  "/%",
  "//",
  "/\\",
  "/_next/static/%ff",
  "/api/trpc/messages.list?input=%7B%22filter%22%3A%22%5Cud800%22%7D",
];

/** Sends a request line as it stands, which no client library would, and answers its status. */
async function statusOf(url: string, path: string, headers: readonly string[] = []): Promise<number> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  const parts: Buffer[] = [];
  socket.on("data", (part) => parts.push(part));
  socket.write([`GET ${path} HTTP/1.1`, `Host: ${host}`, "Connection: close", ...headers, "", ""].join("\r\n"));
  await once(socket, "close");
  return Number(/^HTTP\/1\.1 (\d+)/.exec(Buffer.concat(parts).toString())?.[1]);
}

test("no address ends as an error of the server, however it is written", async ({ stack }) => {
  for (const path of paths) expect.soft(await statusOf(stack.url, path), path).toBeLessThan(500);
});

test("an act is written down with the socket's address, and what hides in its reason is spelt", async ({ page, stack }) => {
  const post = (path: string, body: object) =>
    fetch(`${stack.url}/api/trpc/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-for": "203.0.113.9" },
      body: JSON.stringify(body),
    });
  const list = (await (await fetch(`${stack.url}/api/trpc/queues.list`)).json()) as {
    result: { data: { sources: { queues: { id: number }[] }[] } };
  };
  const id = list.result.data.sources.flatMap(({ queues }) => queues)[0]?.id ?? 0;
  expect((await post("queues.pause", { id, reason: "looks\u202e fine" })).status).toBe(200);
  expect((await post("queues.resume", { id })).status).toBe(200);
  await page.goto("/audit");
  const row = page.getByRole("row").filter({ hasText: "looks[U+202E] fine" });
  await expect(row).toBeVisible();
  const entries = (await (await fetch(`${stack.url}/api/trpc/audit.list?input={}`)).json()) as {
    result: { data: { entries: { reason: string | null; address: string | null }[] } };
  };
  expect(entries.result.data.entries.find(({ reason }) => reason?.startsWith("looks"))).toMatchObject({ address: "127.0.0.1" });
});

test("a link from another site opens a page, and neither a stream nor an answer", async ({ stack }) => {
  const navigation = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"];
  expect(await statusOf(stack.url, "/messages", navigation)).toBe(200);
  expect(await statusOf(stack.url, "/messages", ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: iframe"])).toBe(
    403,
  );
  for (const path of ["/api/trpc/live.notices", "/api/trpc/queues.list", "/api/audit/export?format=csv"])
    expect(await statusOf(stack.url, path, navigation), path).toBe(403);
});

test("a client that opens more streams than it may is told so, and everybody else is served", async ({ stack }) => {
  const readers: ReadableStreamDefaultReader<Uint8Array>[] = [];
  /** Reads until the stream has said that it is open, or why it is not, and leaves it open. */
  const open = async (): Promise<string> => {
    const { body } = await fetch(`${stack.url}/api/trpc/live.notices`, { headers: { accept: "text/event-stream" } });
    const reader = body?.getReader();
    if (!reader) throw new Error("There is no stream.");
    readers.push(reader);
    let said = "";
    for (let end = false; !end && !/data: \[|serialized-error/.test(said); ) {
      const { done, value } = await reader.read();
      end = done;
      said += Buffer.from(value ?? []).toString();
    }
    return said;
  };
  const said: string[] = [];
  for (let n = 0; n < 31; n++) said.push(await open());
  expect(said.at(-1)).toContain("There are 30 live streams from here already.");
  expect(await statusOf(stack.url, "/api/health")).toBe(200);
  for (const reader of readers) await reader.cancel();
  await expect(async () => expect(await open()).not.toContain("There are 30")).toPass();
  await readers.at(-1)?.cancel();
});
