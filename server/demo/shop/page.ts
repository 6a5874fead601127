import { createServer } from "node:http";
import type { Quirk } from "./orders.ts";
import type { Shop } from "./run.ts";

const acts: Readonly<Record<string, (shop: Shop) => Promise<unknown>>> = {
  "/break": async (shop) => {
    shop.byHand = true;
    shop.gateway.health = "slow";
  },
  "/heal": async (shop) => {
    shop.byHand = true;
    shop.gateway.health = "well";
  },
  "/burst": (shop) => Promise.all(Array.from({ length: 50 }, () => shop.place("none"))),
  "/poison": (shop) =>
    Promise.all((["no-address", "unknown-carrier", "schema-v3", "unreadable"] satisfies Quirk[]).map((quirk) => shop.place(quirk))),
};

const style =
  "body{font:15px/1.6 system-ui;max-width:36rem;margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1rem;margin:0 .5rem .5rem 0}dt{float:left;width:9rem;color:#555}";
const policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** The shop's own small page: what it did, and buttons to break and heal it. Forms only, no script. */
export function servePage(shop: Shop, port: number): void {
  const server = createServer((request, response) => {
    const known = [`127.0.0.1:${port}`, `localhost:${port}`];
    const origin = request.headers.origin;
    if (!known.includes(request.headers.host ?? "") || (origin && !known.map((host) => `http://${host}`).includes(origin))) {
      response.writeHead(403).end();
      return;
    }
    const act = request.method === "POST" ? acts[request.url ?? ""] : undefined;
    if (act) {
      const back = () => response.writeHead(303, { location: "/" }).end();
      act(shop).then(back, back);
      return;
    }
    render(shop).then(
      (html) =>
        response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy, refresh: "3" }).end(html),
      () => response.writeHead(503).end(),
    );
  });
  server.listen(port, "127.0.0.1");
}

async function render(shop: Shop): Promise<string> {
  const counts = await shop.counts();
  const health = { well: "well", slow: "broken: it does not answer", failing: "broken: it answers 503" }[shop.gateway.health];
  const button = (act: string, label: string) =>
    `<form method="post" action="${act}" style="display:inline"><button>${label}</button></form>`;
  return `<!doctype html><html lang="en"><title>The sample shop</title><style>${style}</style><h1>The sample shop</h1>
<p>Its payment gateway is <b>${health}</b>${shop.byHand ? "" : ", and breaks and heals by itself"}.</p>
<p>${button("/break", "Break the gateway")}${button("/heal", "Heal the gateway")}${button("/burst", "50 orders at once")}${button("/poison", "Orders that cannot work")}</p>
<dl><dt>Orders</dt><dd>${counts.orders}</dd><dt>Paid</dt><dd>${counts.payments}</dd><dt>Shipped</dt><dd>${counts.shipments}</dd><dt>Waiting in outbox</dt><dd>${counts.outbox}</dd></dl></html>`;
}
