import { isIP } from "node:net";
import { bareHost, isIn } from "../access/subnets.ts";
import { type AddressKind, addressKind } from "./address-kind.ts";

/** What may be asked for somebody. */
export interface OutboundRule {
  readonly protocols: readonly string[];
  readonly open: readonly AddressKind[];
  /** Names, addresses and subnets that are open besides, of `outbound.allow`; null: it opens nothing here. No entry opens the metadata of a cloud. */
  readonly allow: readonly string[] | null;
}

/** What the operator wrote down as the address of a broker: brokers are on private networks, and on this machine. */
export const brokerRule: OutboundRule = { protocols: ["http:", "https:"], open: ["public", "private", "loopback"], allow: null };

/** What the operator wrote down as the address of another service, such as single sign-on. */
export const serviceRule = (allow: readonly string[]): OutboundRule => ({
  protocols: ["http:", "https:"],
  open: ["public", "private"],
  allow,
});

/** What a person's browser wrote down: no network of the operator's own is for them to ask. */
export const personRule = (allow: readonly string[]): OutboundRule => ({ protocols: ["https:"], open: ["public"], allow });

/** A URL or an address that is not asked. Its text says which and why, without user, password, path or query. */
export class OutboundError extends Error {
  override readonly name = "OutboundError";
}

const places: Readonly<Record<AddressKind, string>> = {
  public: "a public address",
  private: "an address of a private network",
  loopback: "this machine itself",
  link_local: "a link-local address",
  metadata: "the metadata service of a cloud, which hands out credentials",
  unspecified: "an unspecified address",
  special: "an address that is no server's",
};

/** Throws `OutboundError` for what a URL says by itself; a name says only when it is looked up where it leads. */
export function demandUrl(url: URL, rule: OutboundRule): void {
  const at = `${url.protocol}//${url.host}`;
  if (!rule.protocols.includes(url.protocol))
    throw new OutboundError(`${at} is not asked: it may begin with ${rule.protocols.map((protocol) => `${protocol}//`).join(" or ")}.`);
  if (url.username !== "" || url.password !== "") throw new OutboundError(`${at} is not asked with a user or a password in its address.`);
  const host = hostOf(url);
  if (isIP(host) > 0) demandAddress(host, host, rule);
}

/** Throws `OutboundError` when a host was looked up and this address, of those that came, is closed. */
export function demandAddress(host: string, address: string, rule: OutboundRule): void {
  const kind = addressKind(address);
  if (rule.open.includes(kind)) return;
  const openable = kind !== "metadata" && rule.allow !== null;
  if (openable && (rule.allow.includes(host) || isIn(address, rule.allow.filter(isSubnet)))) return;
  const where = host === address ? host : `${host} (${address})`;
  const advice = openable ? " outbound.allow in redrive.yaml can open it." : "";
  throw new OutboundError(`${where} is not asked: it is ${places[kind]}.${advice}`);
}

/** The host of a URL as a name or a bare address. */
export function hostOf(url: URL): string {
  return bareHost(url.hostname);
}

function isSubnet(entry: string): boolean {
  return isIP(entry.split("/", 1)[0] ?? "") > 0;
}
