import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair } from "jose";
import { Provider } from "oidc-provider";
import type { Oidc } from "../config/config.ts";

export interface ProviderPerson {
  readonly name?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  groups?: readonly string[] | string;
}

/**
 * The real `oidc-provider` with one client, the console at `redirectUri`'s origin, and these people by login. Its interaction is one form that asks for the login.
 * It has to be stopped.
 */
export class TestProvider {
  readonly people: Record<string, ProviderPerson>;
  readonly consoleUrl: string;
  readonly clientId = "redrive";
  readonly clientSecret = "q8Vw2rT5yLx0Zk7Bn4Mj9Hd1";
  issuer = "";
  #server: Server | null = null;
  #port = 0;

  constructor(options: { readonly people: Record<string, ProviderPerson>; readonly consoleUrl: string; readonly port?: number }) {
    this.people = options.people;
    this.consoleUrl = options.consoleUrl;
    this.#port = options.port ?? 0;
  }

  /** Starts it, or starts it again with a new key, at the same address. */
  async start(): Promise<this> {
    const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
    const key = { ...(await exportJWK(privateKey)), kid: (await exportJWK(publicKey)).n?.slice(0, 12), use: "sig", alg: "RS256" };
    const server = createServer();
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
    this.issuer = `http://127.0.0.1:${this.#port}`;
    const provider = this.#make(key);
    const handle = provider.callback();
    server.on("request", (request, response) => {
      if (request.url?.startsWith("/interaction/")) void this.#interact(provider, request, response);
      else void handle(request, response);
    });
    this.#server = server;
    return this;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  }

  /** What redrive.yaml says of it. */
  config(more: Partial<Oidc> = {}): Oidc {
    const { issuer, clientId, clientSecret } = this;
    return {
      name: "shop sign-on",
      issuer,
      clientId,
      clientSecret,
      scopes: ["openid", "profile", "email", "groups"],
      groupsClaim: "groups",
      assumeEmailVerified: false,
      ...more,
    };
  }

  #make(key: object): Provider {
    return new Provider(this.issuer, {
      clients: [
        {
          client_id: this.clientId,
          client_secret: this.clientSecret,
          redirect_uris: [`${this.consoleUrl}/api/sign-in/callback`],
          post_logout_redirect_uris: [`${this.consoleUrl}/sign-in`],
          backchannel_logout_uri: `${this.consoleUrl}/api/sign-in/logout`,
          backchannel_logout_session_required: true,
          application_type: "web",
        },
      ],
      jwks: { keys: [key as never] },
      cookies: { keys: ["a key of the tests"] },
      scopes: ["openid", "profile", "email", "groups"],
      claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"], groups: ["groups"] },
      features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
      // It would tell no client on a loopback address.
      fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined } as RequestInit),
      ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
      pkce: { required: () => true },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...this.people[sub] }) as never }),
      // Nobody is asked whether they consent.
      loadExistingGrant: async (ctx) => {
        const grant = new ctx.oidc.provider.Grant({ clientId: this.clientId, accountId: ctx.oidc.session?.accountId ?? "" });
        grant.addOIDCScope("openid profile email groups");
        await grant.save();
        return grant;
      },
      renderError: (ctx, { error, error_description }) => {
        ctx.body = `${error}: ${error_description}`;
      },
    });
  }

  async #interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === "GET") {
      const page = `<!doctype html><title>Shop sign-on</title><form method="post"><input name="login" aria-label="Login"><button>Sign in</button></form>`;
      return void response.setHeader("content-type", "text/html").end(page);
    }
    const parts: Uint8Array[] = [];
    for await (const part of request) parts.push(part as Uint8Array);
    const login = new URLSearchParams(Buffer.concat(parts).toString()).get("login") ?? "";
    const result = login in this.people ? { login: { accountId: login } } : { error: "access_denied", error_description: "<b>nobody</b>" };
    await provider.interactionFinished(request, response, result);
  }
}

/** A browser at the provider: it keeps cookies, follows its redirects, and fills in the form. The answer is where it sends the browser at last. */
export class ProviderBrowser {
  readonly #cookies = new Map<string, string>();

  async signIn(location: string, login: string): Promise<URL> {
    const { origin } = new URL(location);
    let at = new URL(location);
    let init: RequestInit = {};
    while (at.origin === origin) {
      const response = await fetch(at, { ...init, redirect: "manual", headers: { cookie: this.#header(), ...init.headers } });
      for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
      const next = response.headers.get("location");
      init = {};
      if (next !== null) at = new URL(next, at);
      else if (response.status === 200 && at.pathname.startsWith("/interaction/"))
        init = { method: "POST", body: new URLSearchParams({ login }), headers: { "content-type": "application/x-www-form-urlencoded" } };
      else throw new Error(`The provider answered ${response.status}: ${await response.text()}`);
    }
    return at;
  }

  /** Signs out at the provider, which tells its clients. */
  async signOut(endSession: string): Promise<string> {
    const page = await fetch(endSession, { headers: { cookie: this.#header() }, redirect: "manual" });
    for (const cookie of page.headers.getSetCookie()) this.#keep(cookie);
    const form = await page.text();
    const [action, xsrf] = [/action="([^"]*)"/.exec(form)?.[1] ?? "", /name="xsrf" value="([^"]*)"/.exec(form)?.[1] ?? ""];
    const done = await fetch(action, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({ xsrf, logout: "yes" }),
      headers: { cookie: this.#header() },
    });
    return done.headers.get("location") ?? `${done.status}: ${await done.text()}`;
  }

  #header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  #keep(cookie: string): void {
    const [pair = ""] = cookie.split(";", 1);
    const at = pair.indexOf("=");
    this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}
