import { beforeAll, afterAll, expect, test } from "vitest";
import { readConfig } from "../../config/read.ts";
import { maskConfig } from "../../config/mask.ts";
import { makeAuthority, type Authority } from "../../testing/certificate.ts";
import { acknowledged, hostile, hostileNotice, longNotice, noticeWith, resolved } from "../../testing/notices.ts";
import { localOutbound } from "../../testing/other-side.ts";
import { startSmtp } from "../../testing/smtp.ts";
import { Outbound } from "../../outbound/outbound.ts";
import { serviceRule } from "../../outbound/rule.ts";
import { openMail } from "./mail.ts";

const signal = new AbortController().signal;
const to = ["oncall@example.com"];
const plainly = {
  host: "127.0.0.1",
  security: "none",
  tls: undefined,
  user: null,
  password: null,
  from: "redrive@example.com",
  to,
} as const;

let authority: Authority;
beforeAll(() => {
  authority = makeAuthority();
});
afterAll(() => authority.remove());

test("one conversation an alert: each mail has its own id, names the same first one, and keeps the subject", async () => {
  const { port, received } = await startSmtp();
  const channel = openMail({ ...plainly, port }, localOutbound());
  const posted = await channel.post(noticeWith(), signal, false);
  expect(posted).toMatchObject({ is: "delivered", ref: { subject: "[production] critical: payments.work.dlq holds 3,456 dead letters" } });
  const ref = posted.is === "delivered" ? posted.ref : null;
  await channel.update(noticeWith({ ...acknowledged, title: "payments.work.dlq holds 9,999 dead letters" }), ref, signal, false);
  await channel.resolve(noticeWith(resolved), ref, signal, false);
  const of = (name: string) => received.map(({ headers }) => headers.get(name));
  expect(of("message-id")).toEqual([1, 2, 3].map((seq) => `<redrive-production-41.${seq}@example.com>`));
  for (const name of ["in-reply-to", "references"]) expect(of(name)).toEqual(Array(3).fill("<redrive-production-41@example.com>"));
  const subject = "[production] critical: payments.work.dlq holds 3,456 dead letters";
  expect(of("subject")).toEqual([subject, `Re: ${subject}`, `Re: ${subject}`]);
  expect(of("auto-submitted")).toEqual(Array(3).fill("auto-generated"));
  expect(received[0]).toMatchObject({ from: "redrive@example.com", to, user: null, isSecure: false });
  expect(received[0]?.raw).toContain("Content-Type: text/plain");
  expect(received[0]?.raw).toContain("Content-Type: text/html");
  expect(received[0]?.raw).toContain("https://redrive.example.com/alerts/41");
});

test.each(["starttls", "tls"] as const)("%s: by an authority of one's own, signed in", async (security) => {
  const { server, ca } = authority;
  const { port, received } = await startSmtp({ certificate: server, options: { secure: security === "tls" } });
  const outbound = localOutbound();
  const options = { ...plainly, port, security, user: "redrive", password: "s3cret" };
  expect(await openMail({ ...options, tls: { ca } }, outbound).post(noticeWith(), signal, false)).toMatchObject({ is: "delivered" });
  expect(received).toMatchObject([{ user: "redrive", isSecure: true }]);
  expect(await openMail(options, outbound).post(noticeWith(), signal, false)).toMatchObject({
    is: "retry",
    said: expect.stringContaining("name the file of the authority that signed it in tls.ca"),
  });
  expect(await openMail({ ...options, tls: { ca }, password: "guess" }, outbound).post(noticeWith(), signal, false)).toEqual({
    is: "broken",
    said: "The server answered: 535 wrong password",
  });
  expect(await openMail({ ...options, tls: { ca: "/none.pem" } }, outbound).post(noticeWith(), signal, false)).toEqual({
    is: "broken",
    said: 'The file "/none.pem" of tls.ca cannot be read.',
  });
  expect(received).toHaveLength(1);
});

test("no password and no mail leaves where encryption is demanded and the server has none", async () => {
  const { port, received } = await startSmtp();
  const secret = { port, user: "redrive", password: "s3cret" };
  const answer = await openMail({ ...plainly, ...secret, security: "starttls" }, localOutbound()).post(noticeWith(), signal, false);
  expect(answer.is).not.toBe("delivered");
  expect(await openMail({ ...plainly, ...secret }, localOutbound()).post(noticeWith(), signal, false)).toMatchObject({ is: "broken" });
  expect(received).toEqual([]);
});

test("recipients that are refused are not passed over", async () => {
  const refuse = (address: string) =>
    address.startsWith("no") ? { code: address.startsWith("not-now") ? 451 : 550, text: "unknown" } : null;
  const { port, received } = await startSmtp({ refuse });
  const sent = (...addresses: string[]) => openMail({ ...plainly, port, to: addresses }, localOutbound()).post(noticeWith(), signal, false);
  expect(await sent("a@x.example", "nobody@x.example")).toMatchObject({
    is: "delivered",
    said: "1 of 2 recipients have it. Refused for good: nobody@x.example (550 unknown).",
  });
  expect(await sent("a@x.example", "not-now@x.example")).toMatchObject({
    is: "partly",
    said: "1 of 2 recipients have it. Refused for now: not-now@x.example (451 unknown).",
  });
  expect(await sent("nobody@x.example")).toMatchObject({ is: "broken" });
  expect(await sent("not-now@x.example")).toMatchObject({ is: "retry" });
  expect(received).toHaveLength(2);
});

test("whoever has a mail does not get it again while others are refused for now, nor after they were refused for good", async () => {
  let code = 451;
  const { port, received } = await startSmtp({
    refuse: (address) => (address.startsWith("a@") ? null : { code: address.startsWith("nobody") ? 550 : code, text: "no" }),
  });
  const channel = openMail({ ...plainly, port, to: ["a@x.example", "nobody@x.example", "late@x.example"] }, localOutbound());
  const first = await channel.post(noticeWith(), signal, false);
  expect(first).toMatchObject({ is: "partly" });
  const ref = first.is === "partly" ? first.ref : null;
  expect(await channel.update(noticeWith(), ref, signal, true)).toMatchObject({ is: "partly", ref });
  code = 550;
  expect(await channel.update(noticeWith(), ref, signal, true)).toMatchObject({
    is: "delivered",
    said: "1 of 3 recipients have it. Refused for good: nobody@x.example (550 no), late@x.example (550 no).",
  });
  expect(received.map(({ to: got }) => got)).toEqual([["a@x.example"]]);
  // The next notice goes to all, as an answer in the conversation.
  await channel.update(noticeWith(acknowledged), ref, signal, false);
  expect(received.map(({ to: got, headers }) => [got, headers.get("subject")?.startsWith("Re: ")])).toEqual([
    [["a@x.example"], false],
    [["a@x.example"], true],
  ]);
});

test.each([
  [554, "broken"],
  [451, "retry"],
])("a mail that is refused with %i is %s", async (code, is) => {
  const { port } = await startSmtp({ refuseMail: () => ({ code, text: "policy" }) });
  expect(await openMail({ ...plainly, port }, localOutbound()).post(noticeWith(), signal, false)).toMatchObject({ is });
});

test("hostile text makes no header, no recipient and no markup", async () => {
  const { port, received } = await startSmtp();
  const channel = openMail({ ...plainly, port }, localOutbound());
  await channel.post(hostileNotice(), signal, false);
  await channel.update(hostileNotice({ seq: 2 }), { subject: hostile }, signal, false);
  await channel.post(longNotice(), signal, false);
  for (const { to: got, headers, raw } of received) {
    expect(got).toEqual(to);
    expect([headers.has("bcc"), raw.split("\r\n\r\n").length > 1]).toEqual([false, true]);
    expect(
      [...headers.keys()].filter(
        (name) =>
          !/^(from|to|subject|message-id|in-reply-to|references|date|auto-submitted|x-auto-response-suppress|mime-version|content-type|content-transfer-encoding|x-priority|x-msmail-priority|importance)$/.test(
            name,
          ),
      ),
    ).toEqual([]);
    for (const line of raw.split("\r\n")) expect(line.length).toBeLessThanOrEqual(998);
    const html = decodeQuoted(raw.slice(raw.indexOf("Content-Type: text/html")));
    expect(html).not.toMatch(/<(?:script|img|at|!channel)/);
    expect(
      html
        .match(/<a href="([^"]*)"/g)
        ?.every((link) => link.startsWith('<a href="https://redrive.example.com/') || link.startsWith('<a href="https://wiki.')),
    ).toBe(true);
  }
});

function decodeQuoted(text: string): string {
  const isBase64 = /content-transfer-encoding: base64/i.test(text.slice(0, 200));
  const body = text.slice(text.indexOf("\r\n\r\n") + 4);
  if (isBase64) return Buffer.from(body.split("\r\n--")[0] ?? "", "base64").toString();
  return body.replaceAll("=\r\n", "").replaceAll(/=([0-9A-F]{2})/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

test("nobody is there, the guard is closed, or somebody stops it", async () => {
  const { port } = await startSmtp({ options: { onConnect: () => {} } });
  expect(await openMail({ ...plainly, port: 1 }, localOutbound()).post(noticeWith(), signal, false)).toMatchObject({
    is: "retry",
    said: "The server was not reached, or ended the connection: ECONNREFUSED.",
  });
  for (const host of ["127.0.0.1", "localhost"])
    expect(await openMail({ ...plainly, host, port }, new Outbound(serviceRule([]))).post(noticeWith(), signal, false)).toMatchObject({
      is: "broken",
      said: expect.stringContaining("is this machine itself. outbound.allow"),
    });
  const stop = new AbortController();
  const answered = openMail({ ...plainly, port }, localOutbound()).post(noticeWith(), stop.signal, false);
  setTimeout(() => stop.abort(), 100);
  expect(await answered).toMatchObject({ is: "retry", said: "Stopped before the server had it." });
});

test("what is configured, without its password", () => {
  const read = (more: string) => readConfig(`channels: { mail: { kind: mail, host: smtp.example.com, ${more} } }`, "r", {});
  const config = read(
    `port: 465, security: tls, tls: { ca: /ca.pem, cert: /c.pem, key: /k.pem }, user: u, password: p-1, from: r@example.com, to: [a@example.com]`,
  );
  const tls = { ca: "/ca.pem", cert: "/c.pem", key: "/k.pem" };
  const own = { host: "smtp.example.com", port: 465, security: "tls", tls, user: "u", from: "r@example.com", to: ["a@example.com"] };
  expect(config.channels).toEqual([{ kind: "mail", name: "mail", ...own, password: "p-1" }]);
  expect(maskConfig(config)).toMatchObject({ channels: [{ ...own, password: "••••••" }] });
  expect(read("from: r@example.com, to: [a@example.com]").channels).toMatchObject([
    { port: 587, security: "starttls", user: null, password: null },
  ]);
  for (const address of ["a", "a b@c", "Ana <a@c.example>", "a@c,b@c", "a@c\\r\\nBcc: x@y"])
    expect(() => read(`from: r@example.com, to: ["${address}"]`), address).toThrow(/must be a/);
});
