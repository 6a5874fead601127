import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { Gateway } from "./gateway.ts";
import type { Guard } from "./guard.ts";
import { poisons } from "./orders.ts";
import { renderPage } from "./render.ts";
import type { Shop } from "./run.ts";

/** What the page shows and moves: one gateway with its guard, and the shop on each broker. */
export interface Stand {
  readonly gateway: Gateway;
  readonly guard: Guard;
  readonly shops: readonly { readonly name: string; readonly shop: Shop }[];
  readonly consoleUrl: string | null;
}

const burst = 50;

const acts: Readonly<Record<string, (stand: Stand) => unknown>> = {
  "/break": ({ gateway }) => (gateway.held = "slow"),
  "/heal": ({ gateway, guard }) => {
    gateway.held = "well";
    guard.close();
  },
  "/leave": ({ gateway }) => (gateway.held = null),
  "/stop-relay": ({ shops }) => shops.forEach(({ shop }) => (shop.relay.isStopped = true)),
  "/start-relay": ({ shops }) => shops.forEach(({ shop }) => (shop.relay.isStopped = false)),
  "/burst": ({ shops }) => Promise.all(shops.flatMap(({ shop }) => Array.from({ length: burst }, () => shop.place("none")))),
  "/poison": ({ shops }) => Promise.all(shops.flatMap(({ shop }) => poisons.map((quirk) => shop.place(quirk)))),
};

const headers = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  refresh: "3",
};

const font = createRequire(import.meta.url).resolve("@fontsource-variable/geist/files/geist-latin-wght-normal.woff2");

/** The shop's own small page: what it does, and buttons to break and heal it. Forms only, no script. */
export function servePage(stand: Stand, port: number): void {
  const known = [`127.0.0.1:${port}`, `localhost:${port}`];
  const server = createServer(async ({ method, url = "", headers: { host = "", origin } }, response) => {
    if (!known.includes(host) || (origin && !known.map((name) => `http://${name}`).includes(origin))) return response.writeHead(403).end();
    try {
      if (method === "POST" && acts[url]) {
        await acts[url](stand);
        return response.writeHead(303, { location: "/" }).end();
      }
      if (url === "/breakers/payment-gateway")
        return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(stand.guard.report()));
      if (url === "/geist.woff2") return response.writeHead(200, { "cache-control": "max-age=86400" }).end(await readFile(font));
      const counted = await Promise.all(stand.shops.map(async ({ name, shop }) => ({ name, counts: await shop.counts() })));
      return response
        .writeHead(200, headers)
        .end(renderPage({ ...stand, relayRests: stand.shops.some(({ shop }) => shop.relay.isStopped) }, counted));
    } catch {
      return response.writeHead(503, { refresh: "3" }).end("The shop's database does not answer.");
    }
  });
  server.listen(port, "127.0.0.1");
}
