import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";

/** How the health check ends where the console answers so; null: nothing listens. */
async function check(status: number | null, role = "web") {
  const hosts: (string | undefined)[] = [];
  const server = createServer(({ headers }, response) => {
    hosts.push(headers.host);
    response.writeHead(status ?? 500).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  if (status === null) server.close();
  else onTestFinished(() => void server.close());
  const env = { ...process.env, PORT: String(port), REDRIVE_ROLE: role, REDRIVE_CONFIG: undefined };
  const child = spawn(process.execPath, ["server/process/health-command.ts"], { env, stdio: "ignore" });
  const [code] = await once(child, "exit");
  return { code, known: hosts.every((host) => host === `127.0.0.1:${port}`), asked: hosts.length };
}

test("a console that answers is healthy; one that fails, refuses or does not listen is not; a worker is not asked", async () => {
  expect(await check(200)).toEqual({ code: 0, known: true, asked: 1 });
  for (const status of [500, 403, null]) expect((await check(status)).code).toBe(1);
  expect(await check(500, "worker")).toEqual({ code: 0, known: true, asked: 0 });
});
