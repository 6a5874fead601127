import { isIP } from "node:net";
import type { z } from "zod";
import { isOwnMachine } from "../access/subnets.ts";
import { addressKind } from "../outbound/address-kind.ts";
import type { accessSchema } from "./access.ts";
import type { httpSchema } from "./http.ts";
import type { metricsSchema } from "./metrics.ts";
import type { signInSchema } from "./sign-in.ts";

interface Checked {
  readonly http: z.output<typeof httpSchema>;
  readonly signIn?: z.output<typeof signInSchema>;
  readonly access: z.output<typeof accessSchema>;
  readonly metrics: z.output<typeof metricsSchema>;
}

/** What is wrong, at the key that has to change. */
interface Wrong {
  readonly path: readonly string[];
  readonly text: string;
}

/** What each key allows and several together do not: a console that would look secured and is not. */
export function findHalfSecured(file: Checked): readonly Wrong[] {
  // What is no URL is refused where it stands.
  if ([file.http.url, file.signIn?.oidc?.issuer].some((url) => url !== undefined && !URL.canParse(url))) return [];
  return [...withoutSignIn(file), ...inClear(file), ...ofOidc(file), ...ofMetrics(file)];
}

function withoutSignIn({ http, signIn, access }: Checked): readonly Wrong[] {
  if (signIn) return [];
  const wrong: Wrong[] = [];
  const why = "without signIn, because whoever reaches the console may do everything. Otherwise configure signIn";
  if (!isOwnMachine(http.host)) wrong.push({ path: ["http", "host"], text: `must be 127.0.0.1, ::1 or localhost ${why}` });
  if (http.url && !isOwnMachine(new URL(http.url).hostname))
    wrong.push({ path: ["http", "url"], text: `must be an address of this machine (localhost, 127.0.0.1 or [::1]) ${why}` });
  for (const key of ["roles", "grants"] as const)
    if (Object.keys(access[key]).length > 0)
      wrong.push({
        path: ["access", key],
        text: `mean nothing without signIn: everybody may do everything then. Configure signIn, or leave out access.${key}`,
      });
  return wrong;
}

/** Passwords and sessions go over TLS, or stay on this machine. */
function inClear({ http, signIn }: Checked): readonly Wrong[] {
  const { host, url, tls } = http;
  const secure = url?.startsWith("https:") ?? tls !== undefined;
  if (tls && !secure) return [{ path: ["http", "url"], text: "must begin with https://, since http.tls is set" }];
  if (url === undefined && isIP(host) > 0 && /^[0.:]+$/.test(host))
    return [{ path: ["http", "host"], text: "is every address of this machine: say in http.url which address people use" }];
  if (!signIn || tls) return [];
  if (url && !secure && !isOwnMachine(new URL(url).hostname))
    return [{ path: ["http", "url"], text: "must begin with https://: passwords and sessions would be sent in the clear" }];
  const text = isOwnMachine(host) ? null : behindNoProxy(http, secure);
  return text === null ? [] : [{ path: ["http", "host"], text }];
}

/** Of a console that others reach and that serves http. */
function behindNoProxy({ host, trustedProxies }: Checked["http"], secure: boolean): string | null {
  if (!secure || trustedProxies.length === 0)
    return "is beyond this machine without TLS. Set http.tls, or have a proxy in front do it: then http.url begins with https:// and http.trustedProxies names the proxy";
  return isRouted(host) ? "is a public address without TLS. Set http.tls, or listen on a private address that the proxy reaches" : null;
}

/** As far as an address tells by itself: what is reserved may be routed one day. */
function isRouted(host: string): boolean {
  return isIP(host) > 0 && ["public", "special"].includes(addressKind(host));
}

/** The code and the tokens of single sign-on pass through both addresses (RFC 6749, section 3.1.2.1 and 10.3). */
function ofOidc({ http, signIn }: Checked): readonly Wrong[] {
  if (!signIn?.oidc) return [];
  const wrong: Wrong[] = [];
  const issuer = new URL(signIn.oidc.issuer);
  if (issuer.protocol === "http:" && !isOwnMachine(issuer.hostname))
    wrong.push({ path: ["signIn", "oidc", "issuer"], text: "must begin with https://, unless it is on this machine" });
  const open = http.url
    ? !http.url.startsWith("https:") && !isOwnMachine(new URL(http.url).hostname)
    : !http.tls && !isOwnMachine(http.host);
  if (open) wrong.push({ path: ["http", "url"], text: "must begin with https:// for single sign-on, unless it is on this machine" });
  return wrong;
}

/** A worker that listens beyond its machine answers those whom a rule names. */
function ofMetrics({ metrics: { token, from, worker } }: Checked): readonly Wrong[] {
  if (!worker || token || from || isOwnMachine(worker.host)) return [];
  return [
    { path: ["metrics", "worker", "host"], text: "must be 127.0.0.1 or ::1, unless metrics.token or metrics.from says who may read" },
  ];
}
