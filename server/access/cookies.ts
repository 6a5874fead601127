import { isSecure } from "./answer-headers.ts";

/** How people reach the console. */
interface Door {
  readonly port: number;
  /** What people type. */
  readonly url: string;
}

export interface Cookie {
  readonly name: string;
  readonly secure: boolean;
}

/**
 * The cookie that holds `what`. Over https its name says that no other host and no plain answer can have set it (`__Host-`, RFC 6265bis 4.1.3.2). Over plain
 * http, which is loopback only, browsers differ on whether they keep a Secure cookie; since cookies do not know ports, the name holds it.
 */
export function cookieOf(what: "session" | "device" | "flow", { port, url }: Door): Cookie {
  const secure = isSecure({ url });
  return { name: secure ? `__Host-redrive${what === "session" ? "" : `-${what}`}` : `redrive-${what}-${port}`, secure };
}

/** The value of a cookie; null: it was not sent, or sent twice, so that another site of this host may have planted one of the two. */
export function readCookie(headers: Pick<Headers, "get">, { name }: Cookie): string | null {
  const found = (headers.get("cookie") ?? "").split(";").flatMap((pair) => {
    const at = pair.indexOf("=");
    return at > 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : [];
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** A `set-cookie` header; 0 seconds take it away. */
export function setCookie({ name, secure }: Cookie, value: string, seconds: number): string {
  return `${name}=${value}; Path=/; Max-Age=${Math.round(seconds)}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
}
