import { globSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import * as auditRoute from "../../app/api/audit/export/route.ts";
import * as bodyRoute from "../../app/api/messages/[messageId]/body/route.ts";
import * as exportRoute from "../../app/api/messages/export/route.ts";
import { connectDatabase } from "../db/client.ts";
import { NoticeListener } from "../live/listen.ts";
import { createTestDatabase } from "../testing/database.ts";
import { host, paths } from "../testing/fuzz/doors.ts";
import { populate } from "../testing/populate.ts";

/** What other consoles had to learn, asked of every procedure and route. `server/access/lessons.test.ts` lists all lessons. */
const database = await createTestDatabase();
const clients = connectDatabase(database.url, { max: 3 });
const { ctx } = await populate(clients);
const config = {
  ...ctx.config,
  http: { ...ctx.config.http, port: 4400 },
  signIn: { accounts: true, oidc: null, proxy: null, hours: 12, idleHours: 4 },
};
Object.assign(globalThis, { redrive: { config, ctx: Promise.resolve({ ...ctx, config, live: new NoticeListener(clients.sql) }) } });
afterAll(async () => {
  await clients.close();
  await database.drop();
});

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS";
type Handler = (request: Request, segments: { params: Promise<object> }) => Promise<Response>;
const methods: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/** Every handler of every file that Next serves as a route. */
const handlers = (
  await Promise.all(
    globSync("app/**/route.ts").map(async (file) => {
      const module = (await import(`../../${file}`)) as Partial<Record<Method, Handler>>;
      return methods.flatMap((method) => {
        const handler = module[method];
        return handler ? [{ name: `${method} ${file}`, method, handler }] : [];
      });
    }),
  )
).flat();

function send(
  { method, handler }: Pick<(typeof handlers)[number], "method" | "handler">,
  headers: Record<string, string>,
): Promise<Response> {
  const request = new Request(`http://${host}/api/x?format=csv`, { method });
  for (const [name, value] of Object.entries({ host, ...headers })) request.headers.set(name, value);
  return handler(request, { params: Promise.resolve({ messageId: "1", trpc: "queues.list" }) });
}

test("all routes are walked", () => {
  expect(handlers.length).toBeGreaterThan(8);
});

/** A provider and Slack call these from elsewhere: what they say is signed. Where none is configured there is no such route. */
const ofOthers = ["POST app/api/sign-in/logout/route.ts", "POST app/api/slack/interactivity/route.ts"];

test.each(handlers.filter(({ name }) => !ofOthers.includes(name)))(
  "CVE-2026-5562, a guard on one endpoint is no guard: $name refuses a foreign host and a forged origin",
  async (one) => {
    const foreign: Record<string, string>[] = [
      { host: "evil.example:4400" },
      { origin: "https://evil.example" },
      { "sec-fetch-site": "cross-site" },
    ];
    for (const headers of foreign) expect((await send(one, headers)).status).toBe(403);
  },
);

test.each(handlers)("CVE-2026-66070, no answer is for another site to read: $name says nothing of CORS", async (one) => {
  for (const origin of ["https://evil.example", "null", `http://${host}`]) {
    const { headers } = await send(one, { origin, "access-control-request-method": "POST" });
    expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
  }
});

/** What has opened doors elsewhere: headers that a program once sent to itself (GHSA-wvhq-wp8g-c7vq, CVE-2025-29927, CVE-2022-30034). */
const claims: Record<string, string> = {
  "x-request-from": "internal",
  "x-internal": "true",
  "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy",
  "x-forwarded-for": "127.0.0.1",
  "x-real-ip": "127.0.0.1",
  "x-forwarded-user": "admin",
  "x-forwarded-email": "admin@shop.example",
  "x-remote-user": "admin",
  "x-original-url": "/api/health",
  authorization: "Basic YWRtaW46YWRtaW4=",
  cookie: "redrive=admin; __Host-session=admin",
};

test("CVE-2022-30034 and CVE-2020-13927, who has not signed in gets nothing, whatever they claim to be", async () => {
  const closed = [
    ...handlers.filter(({ name }) => /audit|messages/.test(name)),
    ...paths
      .filter(({ path }) => path.startsWith("/api/trpc/") && !/nothing|proto|live\.notices/.test(path))
      .map(({ path, acts }) => ({ name: path, ...procedure(path.slice("/api/trpc/".length), acts) })),
  ];
  expect(closed.length).toBeGreaterThan(40);
  const allowed = () => clients.sql<{ n: number }[]>`select count(*)::int as n from audit where result = 'allowed'`;
  const before = await allowed();
  const open: string[] = [];
  for (const { name, ...one } of closed) {
    const { status } = await send(one, claims);
    // An act reads its input before it asks who wants it.
    if (![401, 403, ...(one.method === "POST" ? [400] : [])].includes(status)) open.push(`${name} ${status}`);
  }
  // How one may sign in.
  expect(open.toSorted()).toEqual(["/api/trpc/people.provider 200", "/api/trpc/people.ways 200"]);
  expect(await allowed()).toEqual(before);
});

test("CVE-2025-68130, keys that are part of every object change none", async () => {
  const hostile = ['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}', '{"json":{"__proto__":{"polluted":1}}}'];
  const forms = ["__proto__[polluted]", "__proto__.polluted", "constructor[prototype][polluted]", "constructor.prototype.polluted"];
  const post = (path: string, body: BodyInit, type: string) => {
    const request = new Request(`http://${host}${path}`, { method: "POST", body, headers: { "content-type": type } });
    request.headers.set("host", host);
    return request;
  };
  for (const { path, acts } of paths.filter((one) => one.path.startsWith("/api/trpc/"))) {
    const { handler } = procedure(path.slice("/api/trpc/".length), acts);
    for (const body of hostile) await handler(post(path, body, "application/json"), { params: Promise.resolve({}) });
  }
  for (const name of forms) {
    const body = new URLSearchParams({ [name]: "1", selection: '{"__proto__":{"polluted":1},"ids":[1]}', reason: "a test" });
    await exportRoute.POST(post("/api/messages/export", body.toString(), "application/x-www-form-urlencoded"), {
      params: Promise.resolve({}),
    });
    const query = new Request(`http://${host}/api/audit/export?format=csv&${name}=1`, { headers: { host } });
    await auditRoute.GET(query, { params: Promise.resolve({}) });
  }
  await bodyRoute.GET(new Request(`http://${host}/x`, { headers: { host } }), { params: Promise.resolve({ messageId: "__proto__" }) });
  expect("polluted" in {}).toBe(false);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

/** A procedure as a handler of its own. */
function procedure(path: string, acts: boolean): { readonly method: Method; readonly handler: Handler } {
  const method = acts ? "POST" : "GET";
  const found = handlers.find(({ name }) => name === `${method} app/api/trpc/[trpc]/route.ts`);
  if (!found) throw new Error("There is no route for procedures.");
  const handler: Handler = (request, segments) => {
    const asked = new Request(
      `http://${host}/api/trpc/${path}`,
      request.method === "POST" ? ({ method: "POST", body: request.body ?? "{}", duplex: "half" } as RequestInit) : {},
    );
    for (const [name, value] of request.headers) asked.headers.set(name, value);
    if (acts) asked.headers.set("content-type", "application/json");
    return found.handler(asked, segments);
  };
  return { method, handler };
}
