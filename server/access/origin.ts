interface Asked {
  readonly method: string;
  readonly headers: Headers;
}

interface Door {
  /** The origin that people use. */
  readonly url: string;
  /** Where it listens, and whether with TLS: programs on its own machine ask there. */
  readonly port: number;
  readonly tls: object | null;
}

const foreignAct = "Requests that change something must come from the console's own pages.";
const foreignRead = "Another web site asked for this. Open it from the console's own pages.";

/**
 * Guards the console against web pages that somebody has open elsewhere: an unknown Host is DNS rebinding, a foreign Origin is a forged request, and what
 * another site reads (answers, downloads, streams) is not for it. A link from elsewhere opens a page and nothing but a page. Programs send no Origin and
 * no Sec-Fetch-Site (Fetch Metadata, W3C), and may ask. X-Forwarded-Host and X-Forwarded-Proto are not needed: the configured url says both.
 */
export function refuseForeign({ method, headers }: Asked, door: Door, opens: "page" | "answer"): string | null {
  const known = originOf(headers.get("host"), door);
  if (known === null) return `Unknown host. Open the console at ${door.url}.`;
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (method !== "GET" && method !== "HEAD") {
    return (origin ? origin !== known : site !== null && site !== "same-origin") ? foreignAct : null;
  }
  const own = (site === null || site === "same-origin" || site === "none") && (origin === null || origin === known);
  return own || (opens === "page" && isNavigation(headers)) ? null : foreignRead;
}

/** The origin of pages that were opened at this host; null: the console has no such name. */
function originOf(host: string | null, { url, port, tls }: Door): string | null {
  const own = ["localhost", "127.0.0.1", "[::1]"].map((name) => new URL(`${tls ? "https" : "http"}://${name}:${port}`));
  return [new URL(url), ...own].find((known) => known.host === host)?.origin ?? null;
}

/** A browser goes to the address in a tab of its own: no frame, no image, no script that reads what comes. */
function isNavigation(headers: Headers): boolean {
  return headers.get("sec-fetch-mode") === "navigate" && headers.get("sec-fetch-dest") === "document";
}
