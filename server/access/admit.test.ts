import { expect, test } from "vitest";
import { refuseRequest } from "./admit.ts";
import { answerHeaders } from "./answer-headers.ts";

const own = { url: "http://127.0.0.1:4400", tls: null, trustedProxies: [] };
const behind = { url: "https://redrive.shop.example", tls: null, trustedProxies: ["10.0.0.0/8"] };
const asked = { method: "GET", url: "/", headerCount: 12, socket: "127.0.0.1" };

test.each([
  ["/messages?filter=queue%3Aorders", {}],
  [`/${"a".repeat(8_191)}`, {}],
  [`/?${"a&".repeat(199)}a`, {}],
  ["//", {}],
  ["/", { headerCount: 100 }],
  ["/", { socket: undefined }],
])("%.40s goes on", (url, more) => {
  expect(refuseRequest({ ...asked, url, ...more }, own)).toBeNull();
});

test.each([
  [`/${"a".repeat(8_192)}`, {}, 414, /up to 8192 characters/],
  [`/?${"a&".repeat(200)}a`, {}, 400, /up to 200 parameters/],
  ["http://169.254.169.254/latest", {}, 400, /must begin with \//],
  ["*", {}, 400, /must begin with \//],
  ["evil.example:443", {}, 400, /must begin with \//],
  ["/", { headerCount: 101 }, 431, /up to 100 headers/],
])("%.40s is refused with the limit", (url, more, status, text) => {
  expect(refuseRequest({ ...asked, url, ...more }, own)).toMatchObject({ status, text: expect.stringMatching(text) });
});

test("what acts is under /api, so that no page takes anything", () => {
  const status = (method: string, url: string) => refuseRequest({ ...asked, method, url }, own)?.status ?? null;
  for (const method of ["TRACE", "PROPFIND", "CONNECT"]) expect(status(method, "/api/health")).toBe(405);
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    for (const path of ["/", "/messages", "/api", "/apis/x", "//api/x", "/_next/static/x.js", "/api/../messages", "/api/%2e%2e/messages"])
      expect(status(method, path)).toBe(405);
    expect(status(method, "/api/trpc/queues.pause")).toBeNull();
  }
  for (const path of ["/", "/messages"]) expect([status("GET", path), status("HEAD", path)]).toEqual([null, null]);
});

test("where people use https, clear text comes from the proxy and from this machine only", () => {
  const from = (socket: string, url = "/messages", door: Parameters<typeof refuseRequest>[1] = behind) =>
    refuseRequest({ ...asked, url, socket }, door)?.status ?? null;
  for (const socket of ["10.1.2.3", "::ffff:10.1.2.3", "127.0.0.1", "::1"]) expect(from(socket)).toBeNull();
  for (const socket of ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1"]) {
    expect(from(socket)).toBe(403);
    expect(from(socket, "/api/health")).toBeNull();
    expect(from(socket, "/api/ready?x")).toBeNull();
    expect(from(socket, "/api/healthy")).toBe(403);
    expect(from(socket, "/messages", { ...behind, tls: {} })).toBeNull();
    expect(from(socket, "/messages", own)).toBeNull();
  }
});

test.each([
  ["https://redrive.shop.example", true],
  ["https://10.0.0.5:8443", true],
  ["http://redrive.shop.example", false],
  ["https://localhost:8443", false],
  ["https://[::1]:8443", false],
])("%s: Strict-Transport-Security %s", (url, said) => {
  expect("strict-transport-security" in answerHeaders({ url })).toBe(said);
});
