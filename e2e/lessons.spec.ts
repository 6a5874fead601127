import { globSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { ask, startServed } from "./support/served.ts";

/** What others had to learn, asked of the console as it is served. `server/access/lessons.test.ts` lists all lessons. */
let served: Awaited<ReturnType<typeof startServed>>;
test.beforeAll(async () => {
  served = await startServed((port) => `http: { port: ${port} }`);
});
test.afterAll(() => served.stop());

/** What Next has sent to itself, or believed, at one time or another. */
const internal: Readonly<Record<string, readonly string[]>> = {
  "x-middleware-subrequest": [
    "proxy",
    "src/proxy",
    "middleware",
    "proxy:proxy:proxy:proxy:proxy",
    "src/middleware:src/middleware:src/middleware",
  ],
  "x-middleware-rewrite": ["/settings", "http://169.254.169.254/latest/meta-data"],
  "x-middleware-next": ["1"],
  "x-middleware-invoke": ["1"],
  "x-middleware-override-headers": ["host,x-nonce"],
  "x-middleware-request-host": ["127.0.0.1:4400"],
  "x-invoke-path": ["/settings"],
  "x-invoke-status": ["200"],
  "x-invoke-error": ["{}"],
  "x-matched-path": ["/settings"],
  "x-now-route-matches": ["1=settings"],
  "x-nextjs-data": ["1"],
  "x-nextjs-rewrite": ["/settings"],
  "x-rewrite-url": ["/settings"],
  "x-original-url": ["/settings"],
  "x-http-method-override": ["DELETE"],
  "next-resume": ["1"],
  "x-prerender-revalidate": ["1"],
};

test("CVE-2025-29927, no header lets a request past the guards of pages and routes", async () => {
  for (const [name, values] of Object.entries(internal))
    for (const value of values)
      for (const path of ["/", "/messages", "/settings", "/api/trpc/queues.list"]) {
        const { status } = await ask(served.url, { path, headers: { host: "evil.example", [name]: value } });
        expect([name, value, path, status]).toEqual([name, value, path, 403]);
      }
});

test("no such header makes an error, another page or another's address", async () => {
  for (const [name, values] of Object.entries(internal))
    for (const value of values) {
      const { status, headers, text } = await ask(served.url, { path: "/audit", headers: { [name]: value } });
      expect([name, value, status < 500]).toEqual([name, value, true]);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(text).not.toContain("ami-id");
    }
  const headers: Record<string, string> = { "content-type": "application/json", "x-redrive-address": "203.0.113.9" };
  headers["x-redrive-address-00000000-0000-0000-0000-000000000000"] = "203.0.113.9";
  const body = JSON.stringify({ id: 1, reason: "a test" });
  expect((await ask(served.url, { path: "/api/trpc/queues.pause", method: "POST", headers, body })).status).toBe(200);
  const rows = await served.ctx.sql<{ address: string | null }[]>`select address from audit where permission = 'queue.pause'`;
  expect(rows).toMatchObject([{ address: "127.0.0.1" }]);
});

test("a page whose address holds a token is refused, and does not repeat it", async () => {
  const token = `rdv_${"a".repeat(43)}`;
  for (const path of [`/messages?token=${token}`, `/${token}`]) {
    const { status, headers, text } = await ask(served.url, { path });
    expect([path, status, text.includes(token)]).toEqual([path, 400, false]);
    expect([text.startsWith("A token stands in the address"), headers["cache-control"]]).toEqual([true, "no-store"]);
  }
});

test("CVE-2025-55182, what would call a server action calls nothing", async () => {
  const form = [
    "--x",
    'Content-Disposition: form-data; name="0"',
    "",
    '{"then":"$1:__proto__:then","status":"resolved_model","reason":-1,"value":"{\\"then\\":\\"$B1337\\"}","_response":{"_prefix":"process.exit(7);","_formData":{"get":"$1:constructor:constructor"}}}',
    "--x",
    'Content-Disposition: form-data; name="1"',
    "",
    '"$@0"',
    "--x--",
    "",
  ].join("\r\n");
  for (const path of ["/", "/messages", "/nothing"])
    for (const action of ["x", "0".repeat(42)]) {
      const headers = { "next-action": action, "content-type": "multipart/form-data; boundary=x" };
      const { status } = await ask(served.url, { path, method: "POST", headers, body: form });
      expect([path, status]).toEqual([path, 405]);
    }
  expect((await ask(served.url, { path: "/api/health" })).status).toBe(200);
});

test("CVE-2023-52251, the bundles run no text as a program", () => {
  const files = globSync(".next/static/**/*.js");
  expect(files.length).toBeGreaterThan(10);
  for (const file of files)
    expect([file, readFileSync(file, "utf8").match(/.{0,40}(?:\beval\(|\bnew Function\().{0,40}/g)]).toEqual([file, null]);
});
