import { isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addressKind } from "./address-kind.ts";

test.each([
  ["8.8.8.8", "public"],
  ["2600::1", "public"],
  ["10.1.2.3", "private"],
  ["172.31.255.255", "private"],
  ["172.32.0.1", "public"],
  ["192.168.0.1", "private"],
  ["100.64.0.1", "private"],
  ["fd12::1", "private"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["::1", "loopback"],
  ["0.0.0.0", "unspecified"],
  ["0.1.2.3", "unspecified"],
  ["::", "unspecified"],
  ["169.254.1.1", "link_local"],
  ["fe80::1", "link_local"],
  ["fe80::1%eth0", "link_local"],
  ["169.254.169.254", "metadata"],
  ["169.254.170.2", "metadata"],
  ["168.63.129.16", "metadata"],
  ["100.100.100.200", "metadata"],
  ["192.0.0.192", "metadata"],
  ["fd00:ec2::254", "metadata"],
  ["fd00:0ec2:0000::0254", "metadata"],
  ["fd20:ce::254", "metadata"],
  ["224.0.0.1", "special"],
  ["255.255.255.255", "special"],
  ["ff02::1", "special"],
  ["2001:db8::1", "special"],
  ["localhost", "special"],
  ["", "special"],
])("%s is %s", (address, kind) => {
  expect(addressKind(address)).toBe(kind);
});

test("an IPv6 address that carries an IPv4 one is where that is, however it is written", () => {
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(
      fc.oneof(fc.tuple(byte, byte, byte, byte), fc.constantFrom([169, 254, 169, 254], [127, 0, 0, 1], [10, 0, 0, 1])),
      (bytes) => {
        const [a = 0, b = 0, c = 0, d = 0] = bytes;
        const dotted = bytes.join(".");
        const [high, low] = [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
        const forms = [
          `::ffff:${dotted}`,
          `::FFFF:${high}:${low}`,
          `0:0:0:0:0:ffff:${high}:${low}`,
          `64:ff9b::${dotted}`,
          `2002:${high}:${low}::1`,
        ];
        if (a > 0) forms.push(`::${high}:${low}`, `::${dotted}`);
        for (const form of forms) {
          expect(isIP(form)).toBe(6);
          expect([form, addressKind(form)]).toEqual([form, addressKind(dotted)]);
        }
      },
    ),
  );
});
