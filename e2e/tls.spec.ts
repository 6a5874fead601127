import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type PeerCertificate } from "node:tls";
import { expect, test } from "@playwright/test";
import { makeCertificate } from "../server/testing/certificate.ts";
import { ask, startServed } from "./support/served.ts";

const home = mkdtempSync(join(tmpdir(), "redrive-tls-"));
const files = { cert: join(home, "cert.pem"), key: join(home, "key.pem") };
const use = (made: { readonly ca: string; readonly key: string }) => {
  copyFileSync(made.key, files.key);
  copyFileSync(made.ca, files.cert);
};
const [first, second] = [makeCertificate("first"), makeCertificate("second")];
let served: Awaited<ReturnType<typeof startServed>>;

test.use({ ignoreHTTPSErrors: true });
test.beforeAll(async () => {
  use(first);
  served = await startServed((port) => `http: { port: ${port}, tls: { cert: ${files.cert}, key: ${files.key} } }`, { tls: true });
});
test.afterAll(async () => {
  await served.stop();
  for (const made of [first, second]) made.remove();
  rmSync(home, { recursive: true });
});

test("the console serves https itself: pages, acts and the live stream", async ({ page }) => {
  const { status } = await ask(`${served.url}/api/health`, { ca: readFileSync(files.cert) });
  expect(status).toBe(200);
  await page.goto(`${served.url}/messages`);
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
  const act = (origin: string) =>
    ask(`${served.url}/api/trpc/queues.pause`, {
      method: "POST",
      headers: { origin, "content-type": "application/json" },
      body: JSON.stringify({ id: 1, reason: "a test" }),
    });
  expect((await act(served.url)).status).toBe(200);
  for (const foreign of [served.url.replace("https", "http"), "https://evil.example", "null"])
    expect((await act(foreign)).status).toBe(403);
});

test("the health check of a container asks it by https", () => {
  const yaml = join(home, "redrive.yaml");
  writeFileSync(yaml, `http: { port: ${served.port}, tls: { cert: ${files.cert}, key: ${files.key} } }`);
  const check = (port: number) =>
    spawnSync(process.execPath, ["server/process/health-command.ts"], { env: { ...process.env, REDRIVE_CONFIG: yaml, PORT: String(port) } })
      .status;
  expect([check(served.port), check(1)]).toEqual([0, 1]);
});

test("old versions of TLS are refused, and clear text gets nothing", async () => {
  const old = new Promise((resolve, reject) => {
    const options = {
      port: served.port,
      host: "127.0.0.1",
      rejectUnauthorized: false,
      maxVersion: "TLSv1.1",
      minVersion: "TLSv1",
    } as const;
    connect({ ...options, ciphers: "DEFAULT@SECLEVEL=0" }, () => resolve("connected")).on("error", reject);
  });
  await expect(old).rejects.toThrow(/protocol|version|handshake/i);
  await expect(ask(`http://127.0.0.1:${served.port}/api/health`)).rejects.toThrow();
});

test("a certificate that was renewed is used without a restart, also where its key came first", async () => {
  const shown = () =>
    new Promise<string>((resolve, reject) => {
      const socket = connect({ port: served.port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
        resolve(String((socket.getPeerCertificate() as PeerCertificate).subject.CN));
        socket.destroy();
      }).on("error", reject);
    });
  expect(await shown()).toBe("first");
  // The key of the one with the certificate of the other, as while both are being written.
  copyFileSync(second.key, files.key);
  await expect(ask(`${served.url}/api/health`)).resolves.toMatchObject({ status: 200 });
  use(second);
  await expect.poll(shown, { timeout: 20_000 }).toBe("second");
});
