import { randomUUID } from "node:crypto";
import { BlockList, isIP } from "node:net";

/** On `globalThis`, because Next bundles this module once for the process and once for routes. */
const holder = globalThis as typeof globalThis & { redriveAddressHeader?: string };

/** Named anew by each process, so that no caller can write it. */
export function addressHeader(): string {
  holder.redriveAddressHeader ??= `x-redrive-address-${randomUUID()}`;
  return holder.redriveAddressHeader;
}

/**
 * Where a request comes from: the address of its socket. Where that is a trusted proxy, the last one in X-Forwarded-For that is none; what stands
 * before it is whatever the caller wrote. null: the socket is gone.
 */
export function addressOf(socket: string | undefined, forwardedFor: string | undefined, trusted: readonly string[]): string | null {
  if (!socket) return null;
  const proxies = listOf(trusted);
  const said = (forwardedFor ?? "").split(",").map((part) => part.trim());
  let address = plain(socket);
  while (isListed(proxies, address)) {
    const next = plain(said.pop() ?? "");
    if (isIP(next) === 0) break;
    address = next;
  }
  return address;
}

/** An IPv4 address that a socket for both families shows as "::ffff:10.0.0.1". */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

function listOf(trusted: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of trusted) {
    const [address = "", bits] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    list.addSubnet(address, bits === undefined ? (family === "ipv6" ? 128 : 32) : Number(bits), family);
  }
  return list;
}

function isListed(list: BlockList, address: string): boolean {
  return isIP(address) > 0 && list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}
