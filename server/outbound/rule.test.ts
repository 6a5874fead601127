import { expect, test } from "vitest";
import { brokerRule, demandAddress, demandUrl, type OutboundRule, serviceRule } from "./rule.ts";

function refusal(url: string, rule: OutboundRule): string | null {
  try {
    demandUrl(new URL(url), rule);
    return null;
  } catch (error) {
    return String(error);
  }
}

/** However a URL writes it, the address of a cloud's credentials and of this machine. */
const metadata = [
  "169.254.169.254",
  "2852039166",
  "0xa9fea9fe",
  "0251.0376.0251.0376",
  "169.254.43518",
  "[::ffff:169.254.169.254]",
  "[::ffff:a9fe:a9fe]",
  "[64:ff9b::a9fe:a9fe]",
  "[fd00:ec2::254]",
];
const loopback = [
  "127.0.0.1",
  "127.1",
  "2130706433",
  "0x7f000001",
  "0177.0.0.1",
  "017700000001",
  "0x7f.1",
  "[::1]",
  "[::ffff:7f00:1]",
  "１２７.0.0.1",
  "127.0.0.1.",
];

test.each(metadata)("metadata as %s is asked for nobody, whatever is allowed", (host) => {
  const all = ["0.0.0.0/0", "::/0", new URL(`http://${host}`).hostname];
  for (const rule of [brokerRule, serviceRule([]), serviceRule(all), { ...brokerRule, allow: all }])
    expect(refusal(`https://${host}/latest`, rule)).toMatch(/OutboundError: .* is not asked: it is the metadata service/);
});

test.each(loopback)("this machine as %s is asked for a broker only, unless it is allowed", (host) => {
  expect(refusal(`http://${host}:15672/`, brokerRule)).toBeNull();
  expect(refusal(`https://${host}/`, serviceRule([]))).toMatch(/is this machine itself\. outbound\.allow in redrive\.yaml can open it\.$/);
  expect(refusal(`https://${host}/`, serviceRule(["127.0.0.0/8", "::1", "::ffff:127.0.0.1"]))).toBeNull();
});

test.each([
  ["https://10.0.0.5/", null, null],
  ["https://8.8.8.8/", null, null],
  ["https://hooks.slack.com/services/T/B/x", null, null],
  ["https://169.254.1.1/", /link-local address\.$/, /link-local address\. outbound\.allow in redrive\.yaml can open it\.$/],
  ["https://0.0.0.0/", /unspecified/, /unspecified/],
  ["https://[::]/", /unspecified/, /unspecified/],
  ["https://224.0.0.1/", /no server's/, /no server's/],
  ["https://8.8.8.8:8443/", null, null],
  ["ftp://8.8.8.8/", /may begin with http:/, /may begin with http:/],
  ["file:///etc/passwd", /may begin/, /may begin/],
  ["gopher://8.8.8.8:6379/", /may begin/, /may begin/],
  ["https://user:s3cret@8.8.8.8/", /with a user or a password/, /with a user/],
  ["https://8.8.8.8@evil.example/", /with a user/, /with a user/],
])("%s: for a broker, for a service", (url, broker, service) => {
  for (const [rule, says] of [
    [brokerRule, broker],
    [serviceRule([]), service],
  ] as const) {
    if (says === null) expect(refusal(url, rule)).toBeNull();
    else expect(refusal(url, rule)).toMatch(says);
    expect(refusal(url, rule) ?? "").not.toContain("s3cret");
  }
});

test("a name that is allowed opens where it leads, except to metadata; another name does not", () => {
  const rule = serviceRule(["id.internal"]);
  expect(() => demandAddress("id.internal", "10.0.0.5", rule)).not.toThrow();
  expect(() => demandAddress("id.internal", "127.0.0.1", rule)).not.toThrow();
  expect(() => demandAddress("id.internal", "169.254.169.254", rule)).toThrow(
    "id.internal (169.254.169.254) is not asked: it is the metadata",
  );
  expect(() => demandAddress("evil.internal", "127.0.0.1", rule)).toThrow(
    "evil.internal (127.0.0.1) is not asked: it is this machine itself. outbound.allow in redrive.yaml can open it.",
  );
});
