import { TRPCClientError } from "@trpc/client";

/** Nobody is signed in any more: the session was revoked or has ended. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof TRPCClientError && Number(error.data?.httpStatus) === 401;
}

/** From any page to sign-in, and from there back to it with its filter. */
export function goToSignIn(): void {
  const { pathname, search, hash } = location;
  if (/^\/(?:sign-in|setup|password)$/.test(pathname)) return;
  location.assign(`/sign-in?to=${encodeURIComponent(`${pathname}${search}${hash}`)}`);
}
