import { isIP } from "node:net";
import { isIn } from "../access/subnets.ts";

/** Where an address is. `metadata`: the service of a cloud that hands credentials to whoever asks; `special`: nobody's server. */
export type AddressKind = "public" | "private" | "loopback" | "link_local" | "metadata" | "unspecified" | "special";

/** In this order: the first that holds. RFC 6890 and its registries; the services of AWS, Google, Azure, Alibaba and Oracle. */
const kinds: readonly (readonly [AddressKind, readonly string[]])[] = [
  [
    "metadata",
    [
      "169.254.169.254",
      "169.254.170.2",
      "169.254.170.23",
      "168.63.129.16",
      "100.100.100.200",
      "192.0.0.192",
      "fd00:ec2::254",
      "fd00:ec2::23",
      "fd20:ce::254",
    ],
  ],
  ["unspecified", ["0.0.0.0/8", "::"]],
  ["loopback", ["127.0.0.0/8", "::1"]],
  ["link_local", ["169.254.0.0/16", "fe80::/10"]],
  ["private", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7", "fec0::/10"]],
  [
    "special",
    [
      "192.0.0.0/24",
      "192.0.2.0/24",
      "198.18.0.0/15",
      "198.51.100.0/24",
      "203.0.113.0/24",
      "224.0.0.0/3",
      "ff00::/8",
      "100::/64",
      "2001::/32",
      "2001:db8::/32",
      "64:ff9b:1::/48",
    ],
  ],
];

/** Of an IP address as text, without brackets: where it is. An IPv6 address that carries an IPv4 one is where that is. What is no address is `special`. */
export function addressKind(address: string): AddressKind {
  const bare = address.replace(/%.*$/, "");
  if (isIP(bare) === 0) return "special";
  const carried = isIP(bare) === 6 ? carriedBy(bare) : null;
  const found = kinds.find(([, subnets]) => isIn(carried ?? bare, subnets));
  return found?.[0] ?? "public";
}

/** The IPv4 address within a mapped (::ffff:0:0/96), compatible (::/96), NAT64 (64:ff9b::/96) or 6to4 (2002::/16) one; null: there is none. */
function carriedBy(address: string): string | null {
  const groups = groupsOf(address);
  const head = groups.slice(0, 6).join(":");
  if (groups[0] === 0x2002) return dotted(groups[1], groups[2]);
  const low = (groups[6] ?? 0) * 65_536 + (groups[7] ?? 0);
  const carries = head === "0:0:0:0:0:65535" || head === `${0x64}:${0xff9b}:0:0:0:0` || (head === "0:0:0:0:0:0" && low > 1);
  return carries ? dotted(groups[6], groups[7]) : null;
}

function groupsOf(address: string): readonly number[] {
  const written = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [left = "", right] = written.split("::");
  const parse = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));
  const [head, tail] = [parse(left), parse(right ?? "")];
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}

function dotted(high = 0, low = 0): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}
