import { createServer } from "node:http";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import * as callbackRoute from "../../app/api/sign-in/callback/route.ts";
import * as continueRoute from "../../app/api/sign-in/continue/route.ts";
import * as logoutRoute from "../../app/api/sign-in/logout/route.ts";
import * as signOutRoute from "../../app/api/sign-out/route.ts";
import * as trpcRoute from "../../app/api/trpc/[trpc]/route.ts";
import { pino } from "pino";
import type { Config, Oidc } from "../config/config.ts";
import { NoticeListener } from "../live/listen.ts";
import { testContext } from "./context.ts";
import { testDatabase } from "./database.ts";
import { signInConfig } from "./people.ts";

const none = { params: Promise.resolve({}) };

/** The routes of a console on a database of its own, by single sign-on only, in this process. They serve until the test has finished, also over HTTP for what the provider sends. */
export async function openOidcConsole(oidc: Oidc, { url, ...more }: { readonly url: string } & Partial<Config>) {
  const { hostname, port } = new URL(url);
  const time = { ahead: 0 };
  const logged: string[] = [];
  const clients = await testDatabase();
  const config = {
    signIn: { ...signInConfig, oidc },
    http: { host: hostname, port: Number(port), url, trustedProxies: [], tls: null },
    outbound: { allow: ["127.0.0.1"] },
    ...more,
  };
  const ctx = testContext(clients, { config, clock: () => new Date(Date.now() + time.ahead) });
  const log = pino({ level: "debug" }, { write: (line: string) => void logged.push(line) });
  const opened = { ...ctx, log, live: new NoticeListener(clients.sql) };
  Object.assign(globalThis, { redrive: { config: ctx.config, ctx: Promise.resolve(opened) } });
  await serveLogout(url);
  const ask = (path: string, init: RequestInit = {}) => {
    const headers = new Headers({ host: `${hostname}:${port}`, ...Object.fromEntries(new Headers(init.headers)) });
    return new Request(`${url}${path}`, { ...init, headers });
  };
  return { ctx: opened, time, logged, browser: () => new ConsoleBrowser(ask), ask };
}

/** What a person's browser does with the console: it keeps cookies, and runs no script. */
class ConsoleBrowser {
  readonly cookies = new Map<string, string>();
  readonly #ask: (path: string, init?: RequestInit) => Request;

  constructor(ask: (path: string, init?: RequestInit) => Request) {
    this.#ask = ask;
  }

  headers(): Record<string, string> {
    return this.cookies.size === 0 ? {} : { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
  }

  /** Where "Continue with" leads. */
  async begin(to?: string): Promise<string> {
    const path = `/api/sign-in/continue${to === undefined ? "" : `?to=${encodeURIComponent(to)}`}`;
    return this.#keep(await continueRoute.GET(this.#ask(path, { headers: this.headers() }), none)).headers.get("location") ?? "";
  }

  /** Comes back from the provider by a link of another site, and tells where it lands. */
  async callback(address: string | URL, headers: Record<string, string> = this.headers()): Promise<string> {
    const { pathname, search } = new URL(address);
    const fromElsewhere = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    const answer = await callbackRoute.GET(this.#ask(`${pathname}${search}`, { headers: { ...headers, ...fromElsewhere } }), none);
    return this.#keep(answer).headers.get("location") ?? `${answer.status}: ${await answer.text()}`;
  }

  /** Who the console says it is; null: nobody. */
  async me(): Promise<string | null> {
    const answer = await trpcRoute.GET(this.#ask("/api/trpc/people.me", { headers: this.headers() }), none);
    return answer.status === 200 ? ((await answer.json()) as { result: { data: { name: string } } }).result.data.name : null;
  }

  /** Where it goes on to; null: nowhere. */
  async signOut(): Promise<string | null> {
    const answer = this.#keep(await signOutRoute.POST(this.#ask("/api/sign-out", { method: "POST", headers: this.headers() }), none));
    return answer.status === 200 ? ((await answer.json()) as { goOn: string }).goOn : null;
  }

  #keep(answer: Response): Response {
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";", 1);
      const [name = "", value = ""] = pair.split("=");
      if (cookie.includes("Max-Age=0;")) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }
}

/** The provider tells the console over a connection of its own. */
async function serveLogout(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const server = createServer(async (request, response) => {
    const parts: Uint8Array[] = [];
    for await (const part of request) parts.push(part as Uint8Array);
    const headers = { "content-type": request.headers["content-type"] ?? "", host: "redrive.internal" };
    const answer = await logoutRoute.POST(
      new Request(`${url}${request.url}`, { method: "POST", headers, body: Buffer.concat(parts) }),
      none,
    );
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  server.listen(Number(port), hostname);
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
}
