import { expect, test } from "vitest";
import { refuseForeign } from "./origin.ts";

const known = { url: "http://console.internal:3000", port: 3000, tls: null };
const own = "console.internal:3000";

function refused(method: string, headers: Record<string, string>, opens: "page" | "answer" = "answer"): boolean {
  return refuseForeign({ method, headers: new Headers(headers) }, known, opens) !== null;
}

test.each([own, "localhost:3000", "127.0.0.1:3000", "[::1]:3000"])("host %s is known", (host) => {
  expect(refused("GET", { host })).toBe(false);
});

test.each([undefined, "evil.example:3000", "localhost", "localhost:4000", "localhost:3000.evil.example", "127.0.0.1:3000@evil.example"])(
  "host %s is refused, whatever the method",
  (host) => {
    for (const method of ["GET", "HEAD", "POST"]) expect(refused(method, host ? { host } : {})).toBe(true);
  },
);

test.each(["POST", "PUT", "DELETE", "PATCH"])("%s comes from the console's own pages only", (method) => {
  expect(refused(method, { host: own, origin: `http://${own}` })).toBe(false);
  expect(refused(method, { host: own, "sec-fetch-site": "same-origin" })).toBe(false);
  for (const origin of ["http://evil.example", `https://${own}`, "http://localhost:3000", "null"]) {
    expect(refused(method, { host: own, origin })).toBe(true);
    expect(refused(method, { host: own, origin, "sec-fetch-site": "same-origin" })).toBe(true);
  }
  for (const site of ["cross-site", "same-site", "none"]) expect(refused(method, { host: own, "sec-fetch-site": site })).toBe(true);
});

test("a program on this machine sends neither header and may act", () => {
  expect(refused("POST", { host: own })).toBe(false);
});

const navigation = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

test.each(["GET", "HEAD"])("%s of answers, downloads and streams is for the console's own pages and for programs", (method) => {
  for (const site of ["same-origin", "none"]) expect(refused(method, { host: own, "sec-fetch-site": site })).toBe(false);
  expect(refused(method, { host: own })).toBe(false);
  expect(refused(method, { host: own, origin: `http://${own}`, "sec-fetch-site": "same-origin" })).toBe(false);
  for (const site of ["cross-site", "same-site", "nonsense"]) {
    expect(refused(method, { host: own, "sec-fetch-site": site })).toBe(true);
    expect(refused(method, { host: own, "sec-fetch-site": site, ...navigation })).toBe(true);
  }
  for (const origin of ["http://evil.example", "null", `https://${own}`]) expect(refused(method, { host: own, origin })).toBe(true);
});

test("a link from elsewhere opens a page, in a tab and in nothing else", () => {
  const from = (headers: Record<string, string>) => refused("GET", { host: own, "sec-fetch-site": "cross-site", ...headers }, "page");
  expect(from(navigation)).toBe(false);
  for (const dest of ["iframe", "embed", "image", "script", "empty"]) expect(from({ ...navigation, "sec-fetch-dest": dest })).toBe(true);
  for (const mode of ["no-cors", "cors", "same-origin"]) expect(from({ ...navigation, "sec-fetch-mode": mode })).toBe(true);
  expect(refused("POST", { host: own, "sec-fetch-site": "cross-site", ...navigation }, "page")).toBe(true);
});
