interface Asked {
  readonly method: string;
  readonly headers: Headers;
}

interface Door {
  /** What the console is reached by. */
  readonly host: string;
  readonly port: number;
}

const foreignAct = "Requests that change something must come from the console's own pages.";
const foreignRead = "Another web site asked for this. Open it from the console's own pages.";

/**
 * Guards a console without sign-in against web pages that the operator has open elsewhere: an unknown Host is DNS rebinding, a foreign
 * Origin is a forged request, and what another site reads (answers, downloads, streams) is not for it. A link from elsewhere opens a page and
 * nothing but a page. Programs send no Origin and no Sec-Fetch-Site (Fetch Metadata, W3C), and may ask.
 */
export function refuseForeign({ method, headers }: Asked, { host: known, port }: Door, opens: "page" | "answer"): string | null {
  const host = headers.get("host");
  const names = new Set([known, "localhost", "127.0.0.1", "[::1]"].map((name) => `${name}:${port}`));
  if (!host || !names.has(host)) return `Unknown host. Open the console at http://${known}:${port}.`;
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (method !== "GET" && method !== "HEAD") {
    return (origin ? origin !== `http://${host}` : site !== null && site !== "same-origin") ? foreignAct : null;
  }
  const own = (site === null || site === "same-origin" || site === "none") && (origin === null || origin === `http://${host}`);
  return own || (opens === "page" && isNavigation(headers)) ? null : foreignRead;
}

/** A browser goes to the address in a tab of its own: no frame, no image, no script that reads what comes. */
function isNavigation(headers: Headers): boolean {
  return headers.get("sec-fetch-mode") === "navigate" && headers.get("sec-fetch-dest") === "document";
}
