import type { Access } from "../../access/grant.ts";
import { localPrincipal, type PrincipalKind } from "../../access/principal.ts";

let headers: Headers | null = null;

/** What comes next through the doors is sent with these headers, such as those of a token; null: with none of its own. */
export function sendWith(more: Headers | null): void {
  headers = more;
}

export const sentWith = () => headers;

/** Sets who sends what comes next through the doors: the console of this process has no sign-in, so each request is of the local principal. */
export function sendAs(may: Access, kind: PrincipalKind = "person"): void {
  // A copy: each request has grants of its own, as those of a session have.
  Object.assign(localPrincipal, { kind, may: typeof may === "string" ? may : [...may] });
}
