import { createHash, timingSafeEqual } from "node:crypto";
import { textOf } from "../text/clean.ts";
import { isIn } from "./subnets.ts";

/** A request as it came: names and values of headers in turns, as they were sent, and the address of the socket. */
export interface Sent {
  readonly rawHeaders: readonly string[];
  /** undefined: it is gone. */
  readonly socket: string | undefined;
}

interface Proxy {
  readonly from: readonly string[];
  readonly userHeader: string;
  readonly groupsHeader: string | null;
  readonly secretHeader: string;
  readonly secret: string;
}

/** Who the proxy in front says it is. */
export interface Proxied {
  readonly user: string;
  readonly groups: readonly string[];
}

/** "nothing": the request claims nobody. "ignored": it does, and is not believed, for a reason that is logged. */
export type Reading = "nothing" | Proxied | { readonly ignored: string };

const longestUser = 254;
const mostGroups = 1_000;

/**
 * Believed only from the configured subnets, by the address of the socket, and with the secret. Each header may come once: a second one was sent by the client and
 * passed on. Other spellings, such as `x_forwarded_user`, are other headers.
 */
export function readProxied({ rawHeaders, socket }: Sent, proxy: Proxy): Reading {
  const users = valuesOf(rawHeaders, proxy.userHeader);
  if (users.length === 0) return "nothing";
  if (!socket || !isIn(socket, proxy.from))
    return { ignored: `it came from ${socket ?? "an unknown address"}, which signIn.proxy.from does not hold` };
  const [secret = "", ...others] = valuesOf(rawHeaders, proxy.secretHeader);
  if (others.length > 0 || !isSame(secret, proxy.secret)) return { ignored: `its ${proxy.secretHeader} does not hold signIn.proxy.secret` };
  return readNames(users, proxy.groupsHeader === null ? [] : valuesOf(rawHeaders, proxy.groupsHeader), proxy);
}

function readNames(users: readonly string[], groups: readonly string[], { userHeader, groupsHeader }: Proxy): Reading {
  if (users.length > 1 || groups.length > 1)
    return { ignored: `it has ${users.length > 1 ? userHeader : groupsHeader} twice: the proxy has to remove what clients send` };
  const user = utf8Of(users[0] ?? "")?.trim() ?? "";
  if (user === "" || user.length > longestUser)
    return { ignored: `its ${userHeader} is empty, longer than ${longestUser} characters, or not UTF-8` };
  const list = groupsOf(utf8Of(groups[0] ?? ""));
  return list === null ? { ignored: `its ${groupsHeader} is no list of names with commas between them` } : { user, groups: list };
}

function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === wanted);
}

/** In a time that tells nothing of where they differ, nor of how long the secret is. */
function isSame(sent: string, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(sent), digest(secret));
}

/** Node reads headers as Latin-1; proxies send names as UTF-8. */
function utf8Of(header: string): string | null {
  return textOf(Buffer.from(header, "latin1"));
}

/** `a, "b, c"`: names with commas between them; one that holds a comma itself stands in quotes, with `\` before a quote (RFC 9110, section 5.6). null: it is no such list. */
function groupsOf(text: string | null): readonly string[] | null {
  if (text === null) return null;
  const parts = partsOf(text);
  const names = parts?.map(nameOf) ?? [null];
  return names.includes(null) || names.length > mostGroups ? null : [...new Set(names as string[])].filter((name) => name !== "");
}

/** The text between commas that stand in no quotes; null: a quote has no end. */
function partsOf(text: string): readonly string[] | null {
  const parts: string[] = [];
  let [from, quoted] = [0, false];
  for (let at = 0; at < text.length; at++) {
    if (quoted && text[at] === "\\") at++;
    else if (text[at] === '"') quoted = !quoted;
    else if (text[at] === "," && !quoted) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return quoted ? null : [...parts, text.slice(from)];
}

/** A part without its quotes; null: only some of it stands in them. */
function nameOf(part: string): string | null {
  const name = part.trim();
  if (!name.includes('"')) return name;
  const within = /^"((?:[^"\\]|\\.)*)"$/su.exec(name)?.[1];
  return within?.replace(/\\(.)/gsu, "$1").trim() ?? null;
}
