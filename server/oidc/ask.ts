import { Outbound } from "../outbound/outbound.ts";
import { serviceRule } from "../outbound/rule.ts";
import type { Ctx } from "../context.ts";

/** What openid-client and jose hand over. */
interface Sent {
  readonly method?: string;
  readonly headers?: Headers | Record<string, string>;
  readonly body?: ArrayBuffer | ReadableStream | string | Uint8Array | URLSearchParams | null | undefined;
  readonly signal?: AbortSignal | undefined;
}

type Ask = (url: string, init?: Sent) => Promise<Response>;

const ways = new WeakMap<object, Ask>();

/** The one way to the provider, through the guard of what config names. It rejects with a TypeError where nothing usable comes, as `fetch` does. */
export function askOf({ outbound: { allow } }: Pick<Ctx["config"], "outbound">): Ask {
  const known = ways.get(allow);
  if (known) return known;
  const outbound = new Outbound(serviceRule(allow));
  const ask: Ask = (url, init) =>
    outbound.fetch(url, init as RequestInit).catch((cause: unknown) => {
      throw new TypeError("No answer", { cause });
    });
  ways.set(allow, ask);
  return ask;
}
