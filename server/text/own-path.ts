const anyHost = "http://console.invalid";

/**
 * A path of this console with its query, to go to after sign-in; "/" for anything else. Whoever sends a link chooses it, so nothing that a browser may take for
 * another host passes: `//host`, `/\host`, a scheme, what becomes `//host` once dots are resolved, and control characters, which browsers drop.
 */
export function ownPath(text: string | null | undefined): string {
  if (!text || !text.startsWith("/") || text.startsWith("//") || hasHidden(text) || !URL.canParse(text, anyHost)) return "/";
  const { origin, pathname, search, hash } = new URL(text, anyHost);
  const isPage = origin === anyHost && !pathname.startsWith("//") && !/^\/(?:api|sign-in|setup|password)(?:\/|$)/.test(pathname);
  return isPage ? `${pathname}${search}${hash}` : "/";
}

/** Spaces, control characters and backslashes, which an address holds encoded only. */
function hasHidden(text: string): boolean {
  return [...text].some((character) => character === "\\" || character <= " " || character === "\u007f");
}
