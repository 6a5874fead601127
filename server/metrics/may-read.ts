import { createHash, timingSafeEqual } from "node:crypto";
import { isIn, isLoopback, isOwnMachine } from "../access/subnets.ts";
import type { Metrics } from "../config/config.ts";

/** A request for metrics as it came. */
interface Asked {
  /** null: not known, which no address rule lets through. */
  readonly address: string | null;
  readonly host: string | null;
  readonly authorization: string | null;
}

export interface Refusal {
  readonly status: 401 | 403;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const plain = { "content-type": "text/plain; charset=utf-8" };
const forbid = (text: string): Refusal => ({ status: 403, headers: plain, text: `${text}\n` });
const challenge: Refusal = {
  status: 401,
  headers: { ...plain, "www-authenticate": 'Bearer realm="metrics"' },
  text: "Send metrics.token of redrive.yaml: Authorization: Bearer <token>.\n",
};

const notHere =
  "Metrics are read on this machine only, at its own name (127.0.0.1, ::1 or localhost). To read them from elsewhere, set metrics.token or metrics.from in redrive.yaml.";
const notFrom = "Metrics may not be read from this address. It must be in metrics.from of redrive.yaml.";

/**
 * Who may not read metrics, and why; null: they may. Without a rule only this machine may: by its address and by the name that it asked for, since a proxy on
 * this machine has its address too, and passes on the public name.
 */
export function refuseReader({ address, host, authorization }: Asked, { token, from }: Omit<Metrics, "worker">): Refusal | null {
  if (from !== null && (address === null || !isIn(address, from))) return forbid(notFrom);
  if (token !== null) return isToken(authorization, token) ? null : challenge;
  if (from !== null) return null;
  const isHere = address !== null && isLoopback(address) && host !== null && isOwnMachine(nameOf(host));
  return isHere ? null : forbid(notHere);
}

/** Of a Host header: a name or an address, in brackets where it is of IPv6, and perhaps a port (RFC 9110, section 7.2). "": it is none. */
function nameOf(host: string): string {
  return /^(\[[^\]]*\]|[^:@/]*)(?::\d*)?$/.exec(host)?.[1] ?? "";
}

/** Compared by digest: how long it takes says nothing of the token. */
function isToken(authorization: string | null, token: string): boolean {
  const sent = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
  const digest = (value: string) => createHash("sha256").update(value).digest();
  return sent !== undefined && timingSafeEqual(digest(sent), digest(token));
}
