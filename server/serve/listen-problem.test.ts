import { createServer } from "node:net";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { listenProblem } from "./listen-problem.ts";

async function problemOf(host: string, port: number): Promise<string> {
  const server = createServer();
  const failed = once(server, "error");
  server.listen(port, host);
  const [error] = (await failed) as [NodeJS.ErrnoException];
  return listenProblem(error, { host, port });
}

test("a port that is taken, and a host that is elsewhere, are named with the key that says them", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  const { port } = other.address() as { readonly port: number };
  expect(await problemOf("127.0.0.1", port)).toMatch(new RegExp(`another program has port ${port} of 127\\.0\\.0\\.1.*http\\.port`));
  expect(await problemOf("192.0.2.1", port)).toMatch(/192\.0\.2\.1 is no address of this machine.*http\.host/);
});

test("a port that needs a right is named too, and whatever else Node says", () => {
  const at = { host: "127.0.0.1", port: 80 };
  expect(listenProblem(Object.assign(new Error("listen EACCES"), { code: "EACCES" }), at)).toMatch(/port 80.*http\.port/);
  expect(listenProblem(new Error("listen EOTHER"), at)).toMatch(/http\.port and http\.host.*listen EOTHER/);
});
