import { expect, test } from "vitest";
import { cookieOf, readCookie, setCookie } from "./cookies.ts";
import { signInPath } from "./sign-in-path.ts";

const secure = { port: 4400, url: "https://redrive.example" };
const plain = { port: 4400, url: "http://127.0.0.1:4400" };
const headers = (cookie: string) => new Headers({ cookie });

test("over https the name binds the cookie to this host; over plain http it holds the port", () => {
  expect(setCookie(cookieOf("session", secure), "abc", 60)).toBe("__Host-redrive=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
  expect(setCookie(cookieOf("session", plain), "abc", 60)).toBe("redrive-session-4400=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
  expect(cookieOf("session", { ...plain, url: "http://[::1]:4400" }).secure).toBe(false);
  expect(cookieOf("device", secure).name).toBe("__Host-redrive-device");
});

test("a cookie is read by its whole name, and one that came twice is none", () => {
  const session = cookieOf("session", secure);
  expect(readCookie(headers("a=b; __Host-redrive=one; c=d"), session)).toBe("one");
  expect(readCookie(headers("__Host-redrive=one; __Host-redrive=two"), session)).toBeNull();
  expect(readCookie(headers("__Host-redrive-device=one; x__Host-redrive=two; redrive-session-4400=three"), session)).toBeNull();
  expect(readCookie(new Headers(), session)).toBeNull();
});

test("a page without a cookie leads to sign-in and back with its filter; what signs in is open", () => {
  const signIn = { accounts: true, oidc: null, proxy: null, hours: 12, idleHours: 4 };
  const config = { signIn, http: { host: "127.0.0.1", trustedProxies: [], tls: null, ...plain } };
  const at = (pathname: string, search = "", cookie = "") => signInPath({ pathname, search, headers: headers(cookie) }, config);
  expect(at("/messages", "?filter=queue%3Aa")).toBe("/sign-in?to=%2Fmessages%3Ffilter%3Dqueue%253Aa");
  expect(at("/")).toBe("/sign-in");
  expect(at("/messages", "", "redrive-session-4400=any")).toBeNull();
  for (const path of ["/sign-in", "/setup", "/password", "/manifest.webmanifest", "/icon-192.png"]) expect(at(path)).toBeNull();
  for (const path of ["/settings", "/sign-in/x", "/setups", "/messages/1.png"]) expect(at(path)).not.toBeNull();
  expect(signInPath({ pathname: "/messages", search: "", headers: headers("") }, { ...config, signIn: null })).toBeNull();
});
