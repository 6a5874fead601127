import type { Principal } from "./principal.ts";

/** By what somebody is signed in: a row of `sessions` or `api_tokens`, or what the proxy in front says with each request (a row of `people`). */
export interface Credential {
  readonly kind: "session" | "token" | "proxy";
  readonly id: number;
  /** Whose it is: a row of `people`. */
  readonly personId: number;
}

export interface Asker {
  readonly principal: Principal;
  /** null: nobody is signed in, or nobody has to. */
  readonly credential: Credential | null;
}
