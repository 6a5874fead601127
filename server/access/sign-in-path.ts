import type { Ctx } from "../context.ts";
import { cookieOf, readCookie } from "./cookies.ts";
import { proxiedIn } from "./stamp-proxied.ts";

/** What a stranger may open: the pages that sign in, and what a browser fetches for them without cookies. */
const open = /^\/(?:sign-in(?:\/access)?|setup|password|manifest\.webmanifest|robots\.txt|push\.js|[\w-]+\.png)$/;

/**
 * Where a page sends whoever is certainly not signed in, with the way back; null: it is shown. It sees only that there is no cookie: what the page reads
 * is refused on its own, since a proxy is no door (CVE-2025-29927).
 */
export function signInPath(
  { pathname, search, headers }: { readonly pathname: string; readonly search: string; readonly headers: Pick<Headers, "get"> },
  { signIn, http }: Pick<Ctx["config"], "signIn" | "http">,
): string | null {
  if (!signIn || open.test(pathname) || proxiedIn(headers) !== null || readCookie(headers, cookieOf("session", http)) !== null) return null;
  const to = `${pathname}${search}`;
  return to === "/" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(to)}`;
}
