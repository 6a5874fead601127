import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { contentPolicy } from "./server/access/content-policy.ts";
import { hasToken, tokenInAddress } from "./server/access/find-token.ts";
import { refuseForeign } from "./server/access/origin.ts";
import { signInPath } from "./server/access/sign-in-path.ts";
import { readConfigOnce } from "./server/trpc/request.ts";

/** Before every page: no foreign host or origin, and a policy under which only this console's own scripts run. What else every answer carries `server/serve/serve.ts` adds. */
export function proxy(request: NextRequest): NextResponse {
  const config = readConfigOnce();
  const foreign = refuseForeign(request, config.http, "page");
  if (foreign !== null) return refused(foreign, 403);
  if (hasToken(request.url)) return refused(tokenInAddress, 400);
  const { pathname, search } = request.nextUrl;
  const signIn = signInPath({ pathname, search, headers: request.headers }, config);
  if (signIn !== null)
    return new NextResponse(null, { status: 307, headers: { location: new URL(signIn, request.url).href, "cache-control": "no-store" } });
  const nonce = randomBytes(16).toString("base64");
  const policy = contentPolicy(nonce, { development: process.env["NODE_ENV"] === "development" });
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  // "no-referrer" would also take the origin from our own forms, and the guard refuses a form without one.
  response.headers.set("referrer-policy", "same-origin");
  return response;
}

function refused(words: string, status: number): NextResponse {
  return new NextResponse(words, { status, headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" } });
}

/** Route handlers guard themselves (`server/http/route.ts`): here their bodies would be cut at 10 MB. */
export const config = { matcher: ["/((?!api/|metrics$|_next/static|_next/image|favicon.ico|icon.svg).*)"] };
