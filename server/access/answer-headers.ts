import { answerPolicy } from "./content-policy.ts";
import { isOwnMachine } from "./subnets.ts";

/** Two years, as lists of such hosts ask for. */
const strictTransport = "max-age=63072000";

/** Whether people reach the console by https: then cookies are for https only. */
export function isSecure({ url }: { readonly url: string }): boolean {
  return url.startsWith("https://");
}

/**
 * What every answer carries, whoever gives it: pages, routes, files, redirects, errors of Next and of Node. An answer may say any of it for itself.
 * A browser would keep Strict-Transport-Security of "localhost" for every other program of that machine, so it is for real names only.
 */
export function answerHeaders(http: { readonly url: string }): Readonly<Record<string, string>> {
  return {
    "cache-control": "no-store",
    "content-security-policy": answerPolicy,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    ...(isSecure(http) && !isOwnMachine(new URL(http.url).hostname) ? { "strict-transport-security": strictTransport } : {}),
  };
}
