/**
 * Guards a console without sign-in against web pages that the operator has open elsewhere: an unknown Host is DNS rebinding, a foreign
 * Origin is a forged request.
 */
export function refuseForeign(
  request: { readonly method: string; readonly headers: Headers },
  known: { readonly host: string; readonly port: number },
): string | null {
  const host = request.headers.get("host");
  const names = new Set([known.host, "localhost", "127.0.0.1", "[::1]"].map((name) => `${name}:${known.port}`));
  if (!host || !names.has(host)) return `Unknown host. Open the console at http://${known.host}:${known.port}.`;
  if (request.method === "GET" || request.method === "HEAD") return null;
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  if (origin ? origin !== `http://${host}` : site !== null && site !== "same-origin") {
    return "Requests that change something must come from the console's own pages.";
  }
  return null;
}
