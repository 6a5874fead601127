import { AuthorizationResponseError, ClientError, ResponseBodyError } from "openid-client";
import { DomainError } from "../errors.ts";
import { cleanText } from "../text/clean.ts";
import type { Problem } from "./words.ts";

/** Why a sign-in with the provider failed. The words for people are in `words.ts`; the message is for the log, and holds no token and no secret. */
export class OidcProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem, message: string) {
    super(cleanText(message, 300));
    this.name = "OidcProblem";
    this.problem = problem;
  }
}

/** The error codes of RFC 6749 (4.1.2.1 and 5.2) and OpenID Connect Core 1.0 (3.1.2.6) that say more than that it failed. */
const byCode: Readonly<Record<string, Problem>> = {
  access_denied: "denied",
  temporarily_unavailable: "away",
  server_error: "away",
  invalid_client: "settings",
  unauthorized_client: "settings",
  invalid_scope: "settings",
  invalid_request: "settings",
  unsupported_response_type: "settings",
};

/** The codes of openid-client where no usable answer came. */
const away = ["OAUTH_TIMEOUT", "OAUTH_ABORT", "OAUTH_RESPONSE_IS_NOT_CONFORM", "OAUTH_RESPONSE_IS_NOT_JSON"];

/** What an error of the library or of the network means. Anything else is thrown on. */
export function problemOf(error: unknown): OidcProblem {
  if (error instanceof OidcProblem) return error;
  // Somebody disabled the person while the session began (`server/access/begin-session.ts`).
  if (error instanceof DomainError && error.code === "unauthenticated") return new OidcProblem("disabled", error.message);
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    const known = Object.hasOwn(byCode, error.error) ? byCode[error.error] : undefined;
    return new OidcProblem(known ?? "refused", `It answered ${error.error}: ${error.error_description ?? "no description"}.`);
  }
  if (error instanceof ClientError) return new OidcProblem(ofClient(error.code), withCause(error, error.code));
  // What fetch() throws when no connection was made or the answer broke off, and when its time was over.
  if (error instanceof TypeError || (error instanceof DOMException && error.name === "TimeoutError"))
    return new OidcProblem("away", withCause(error));
  throw error;
}

/** Without a code it is an error of the network. */
function ofClient(code: string | undefined): Problem {
  if (code === undefined || away.includes(code)) return "away";
  return code === "OAUTH_JWT_TIMESTAMP_CHECK_FAILED" ? "clock" : "invalid";
}

/** Only the words: a cause may carry the answer with its tokens. */
function withCause({ message, cause }: Error, code?: string): string {
  return `${[message, code, cause instanceof Error ? cause.message : undefined].filter((part) => part !== undefined).join(": ")}.`;
}
