import { BlockList, isIP } from "node:net";

/** Whether an address (of a socket, say) is in one of these addresses and subnets. */
export function isIn(address: string, subnets: readonly string[]): boolean {
  return isListed(listOf(subnets), plainAddress(address));
}

export function isLoopback(address: string): boolean {
  return isIn(address, ["127.0.0.0/8", "::1"]);
}

/** The host of a URL without the brackets of an IPv6 address. */
export function bareHost(host: string): string {
  return host.replace(/^\[|\]$/g, "");
}

/** Whether a name or an address, in brackets or not, means this machine only. */
export function isOwnMachine(host: string): boolean {
  return host === "localhost" || isLoopback(bareHost(host));
}

/** An IPv4 address that a socket for both families shows as "::ffff:10.0.0.1". */
export function plainAddress(address: string): string {
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
