import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type SlackMessageThere, slackMethods, type Values } from "./slack-methods.ts";

/** Of an app, as Slack makes them. */
export const signingSecret = "3f9c1b7e5a2d8046e1c7b5f09a4d2863";

interface Fault {
  /** Of this method only. */
  readonly method?: string;
  readonly status?: number;
  readonly retryAfter?: number;
  /** `ok: false` with it. */
  readonly error?: string;
  /** The call is done, and answered after so long. */
  readonly lateMs?: number;
  /** The call is done, and the connection cut. */
  readonly cut?: boolean;
  readonly times?: number;
}

/**
 * Speaks Slack's Web API as documented, as far as Redrive calls it, with its faults. Messages of a bot are changed by it alone; deleted ones are not found.
 */
export async function startSlack(options: { readonly scopes?: readonly string[] } = {}) {
  const scopes = options.scopes ?? ["chat:write", "channels:history", "users:read", "users:read.email"];
  const messages: SlackMessageThere[] = [];
  const calls: { readonly method: string; readonly values: Values; readonly at: number }[] = [];
  const ephemerals: Values[] = [];
  const users = new Map<string, object>();
  let faults: (Fault & { left: number })[] = [];
  let token = "xoxb-test";

  const methods = slackMethods({ messages, ephemerals, users });
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const method = (request.url ?? "").replace("/api/", "");
      const values = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
      const isSignedIn = request.headers.authorization === `Bearer ${token}`;
      calls.push({ method, values, at: performance.now() });
      const tell = (status: number, body: object, headers: Record<string, string> = {}) =>
        response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
      const fault = faults.find((one) => one.left > 0 && (one.method === undefined || one.method === method));
      if (fault) fault.left--;
      const refusal = faultOf(fault) ?? refusalOf(methods[method], { isSignedIn, scopes });
      if (refusal !== null) return tell(refusal.status ?? 200, { ok: false, error: refusal.error }, refusal.headers);
      const answer = methods[method]?.answer(values) ?? {};
      if (fault?.cut) return request.socket.destroy();
      if (fault?.lateMs) return setTimeout(() => tell(200, answer), fault.lateMs).unref();
      return tell(200, answer);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    api: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    messages,
    calls,
    ephemerals,
    users,
    /** Messages of the channel itself, without those of threads. */
    posted: () => messages.filter(({ threadTs }) => threadTs === null),
    replies: () => messages.filter(({ threadTs }) => threadTs !== null),
    fail: (...all: readonly Fault[]) => {
      faults = all.map((fault) => ({ ...fault, left: fault.times ?? 1 }));
    },
    remove: (ts: string) => messages.splice(0, messages.length, ...messages.filter((message) => message.ts !== ts)),
    revoke: () => {
      token = "revoked";
    },
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface Refusal {
  readonly status?: number;
  readonly error?: string;
  readonly headers?: Record<string, string>;
}

function faultOf(fault: Fault | undefined): Refusal | null {
  if (!fault?.status && !fault?.error) return null;
  const { status, error, retryAfter } = fault;
  return {
    ...(status ? { status } : {}),
    ...(error ? { error } : {}),
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
  };
}

function refusalOf(
  method: { readonly scope: string } | undefined,
  { isSignedIn, scopes }: { readonly isSignedIn: boolean; readonly scopes: readonly string[] },
): Refusal | null {
  if (!method) return { error: "unknown_method" };
  if (!isSignedIn) return { error: "invalid_auth" };
  return scopes.includes(method.scope) ? null : { error: "missing_scope" };
}
