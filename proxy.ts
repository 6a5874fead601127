import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { contentPolicy } from "./server/access/content-policy.ts";
import { refuseForeign } from "./server/access/origin.ts";
import { readConfigOnce } from "./server/trpc/request.ts";

/** Before every page: no foreign host or origin, and a policy under which only this console's own scripts run. */
export function proxy(request: NextRequest): NextResponse {
  const refusal = refuseForeign(request, readConfigOnce().http, "page");
  if (refusal !== null) return new NextResponse(refusal, { status: 403, headers: { "content-type": "text/plain; charset=utf-8" } });
  const nonce = randomBytes(16).toString("base64");
  const policy = contentPolicy(nonce, { development: process.env["NODE_ENV"] === "development" });
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  // "no-referrer" would also take the origin from our own forms, and the guard refuses a form without one.
  response.headers.set("referrer-policy", "same-origin");
  response.headers.set("x-frame-options", "DENY");
  response.headers.set("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
  response.headers.set("cross-origin-opener-policy", "same-origin");
  return response;
}

/** Route handlers guard themselves (`server/http/route.ts`): here their bodies would be cut at 10 MB. */
export const config = { matcher: ["/((?!api/|_next/static|_next/image|favicon.ico|icon.svg).*)"] };
