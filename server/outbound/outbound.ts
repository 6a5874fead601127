import { type LookupAddress, lookup as lookupName } from "node:dns";
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request, type RequestOptions } from "node:http";
import { Agent as TlsAgent, request as requestTls } from "node:https";
import type { LookupFunction } from "node:net";
import { demandAddress, demandUrl, type OutboundRule } from "./rule.ts";

/** All addresses of a name. */
type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal: AbortSignal;
  readonly mostBytes: number;
  /** An answer without an end is read for so long after it began. Left out: to its end. */
  readonly forMs?: number;
  /** Options of node:tls for https, such as `ca`, and `auth` of node:http. */
  readonly more?: RequestOptions;
}

interface Told {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const fetchMs = 10_000;
const fetchBytes = 1_048_576;

/**
 * The one way out to what config or people name by an http address. A name is looked up once, each of its addresses judged, and the connection made to
 * those: a resolver that answers otherwise the next time changes nothing. Redirects are answers, and are not followed. It has connections of its own, since
 * one that another rule opened would go on being used.
 */
export class Outbound {
  readonly #rule: OutboundRule;
  readonly #agents: { readonly http: Agent; readonly https: TlsAgent };
  /** For clients that bring their own requests: an `Agent` with it connects to what is open. */
  readonly lookup: LookupFunction;

  constructor(rule: OutboundRule, resolve: Resolve = resolveAll) {
    this.#rule = rule;
    this.lookup = (host, { all }, done) => {
      resolve(host).then(
        (addresses) => {
          try {
            for (const { address } of addresses) demandAddress(host, address, rule);
          } catch (error) {
            return done(error as Error, "");
          }
          const [first] = addresses;
          if (!first) return done(new Error(`${host} has no address`), "");
          return all ? done(null, [...addresses]) : done(null, first.address, first.family);
        },
        (error: NodeJS.ErrnoException) => done(error, ""),
      );
    };
    const options = { keepAlive: true, lookup: this.lookup };
    this.#agents = { http: new Agent(options), https: new TlsAgent(options) };
  }

  /** For clients that connect by themselves to an address, which nobody looks up. Throws `OutboundError` for what is closed. */
  demand(address: string): void {
    demandAddress(address, address, this.#rule);
  }

  /** Rejects with `OutboundError` for what is closed, and with whatever the network says. An answer is read whole, up to `mostBytes`. */
  async ask(url: URL, { method = "GET", headers = {}, body, signal, mostBytes, forMs, more = {} }: Asked): Promise<Told> {
    demandUrl(url, this.#rule);
    const secure = url.protocol === "https:";
    const options = { ...more, method, headers, signal, agent: secure ? this.#agents.https : this.#agents.http };
    return new Promise((resolve, reject) => {
      const read = (response: IncomingMessage) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on("error", reject);
        response.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes > mostBytes) response.destroy(new Error(`the answer is larger than ${mostBytes} bytes`));
        });
        const finish = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
        response.on("end", finish);
        if (forMs === undefined) return;
        const cut = setTimeout(() => {
          finish();
          response.destroy();
        }, forMs);
        response.on("close", () => clearTimeout(cut));
      };
      const sent = secure ? requestTls(url, options, read) : request(url, options, read);
      sent.on("error", reject).end(body);
    });
  }

  /** As `fetch` for what libraries ask: 10 s, 1 MB. A redirect is an answer. */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const asked = new Request(input, init);
    const body = asked.body === null ? {} : { body: new Uint8Array(await asked.arrayBuffer()) };
    const {
      status,
      headers,
      body: told,
    } = await this.ask(new URL(asked.url), {
      method: asked.method,
      headers: Object.fromEntries(asked.headers),
      signal: AbortSignal.any([asked.signal, AbortSignal.timeout(fetchMs)]),
      mostBytes: fetchBytes,
      ...body,
    });
    const pairs = Object.entries(headers).flatMap(([name, value]) => [value ?? []].flat().map((one): [string, string] => [name, one]));
    return new Response([101, 204, 205, 304].includes(status) ? null : new Uint8Array(told), { status, headers: pairs });
  };

  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }
}

const resolveAll: Resolve = (host) =>
  new Promise((resolve, reject) => {
    lookupName(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });
