import { randomUUID } from "node:crypto";
import type { Logger } from "pino";

/** The closed set of ways in which a request can be wrong, each with its answer over HTTP and over tRPC. */
const answers = {
  invalid: { status: 400, trpc: "BAD_REQUEST" },
  unauthenticated: { status: 401, trpc: "UNAUTHORIZED" },
  forbidden: { status: 403, trpc: "FORBIDDEN" },
  not_found: { status: 404, trpc: "NOT_FOUND" },
  conflict: { status: 409, trpc: "CONFLICT" },
  too_large: { status: 413, trpc: "PAYLOAD_TOO_LARGE" },
  too_many: { status: 429, trpc: "TOO_MANY_REQUESTS" },
  unavailable: { status: 503, trpc: "SERVICE_UNAVAILABLE" },
  too_slow: { status: 504, trpc: "GATEWAY_TIMEOUT" },
} as const;

export type ErrorCode = keyof typeof answers;

/** An error that the operator should read: what is wrong and what is allowed. Never holds payloads or secrets. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "DomainError";
    this.code = code;
  }
}

/** What is hidden from whoever asks and what does not exist are answered in the same words: they tell neither from the other. `what`: "message 8". */
export function noSuch(what: string): DomainError {
  return new DomainError("not_found", `There is no ${what} that you may see.`);
}

export interface ErrorAnswer {
  readonly status: number;
  readonly trpc: (typeof answers)[ErrorCode]["trpc"] | "INTERNAL_SERVER_ERROR";
  readonly message: string;
}

const tooSlow = "The database took too long over this and stopped it. Narrow the filter by queue, group or age, then try again.";

/** Postgres cancelled the statement (query_canceled), which for requests is what `statement_timeout` does. */
function isStopped(error: unknown): boolean {
  return error instanceof Error && (("code" in error && error.code === "57014") || isStopped(error.cause));
}

/**
 * The one place where errors become answers. A `DomainError` keeps its words. Any other error goes to the log under a new id, and the answer holds only
 * that id. `where` names the procedure or route for the log.
 */
export function answerError(error: unknown, log: Pick<Logger, "error">, where: string): ErrorAnswer {
  if (error instanceof DomainError) return { ...answers[error.code], message: error.message };
  if (isStopped(error)) return { ...answers.too_slow, message: tooSlow };
  const id = randomUUID().slice(0, 8);
  log.error({ id, where, err: error }, "request failed: the answer names this id only");
  return { status: 500, trpc: "INTERNAL_SERVER_ERROR", message: `Something failed on the server. Its log has the error under ${id}.` };
}
