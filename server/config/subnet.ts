import { z } from "zod";

const forms = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
/** The widest that private networks are (RFC 1918, RFC 4193). What holds half of the internet trusts everybody. */
const widest = { ipv4: 8, ipv6: 7 };

/** An address, or a subnet in CIDR notation (RFC 4632), of proxies that are believed. */
export const subnet = z
  .string()
  .refine((value) => forms.safeParse(value).success, { error: "must be an address or a subnet, such as 10.0.0.0/8", abort: true })
  .refine((value) => !/^::ffff:/i.test(value), { error: "must be an IPv4 address in its own form, such as 10.0.0.1", abort: true })
  .refine((value) => Number(value.split("/")[1] ?? 128) >= (value.includes(":") ? widest.ipv6 : widest.ipv4), {
    error: `is too wide: whoever is in it is believed. It may be a /${widest.ipv4} of IPv4 or a /${widest.ipv6} of IPv6 at most`,
  });
