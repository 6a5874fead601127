/** The closed set of ways in which a request can be wrong; tRPC codes are mapped from it in one place. */
export type ErrorCode = "invalid" | "forbidden" | "not_found" | "conflict" | "unavailable" | "too_large";

/** An error that the operator should read: what is wrong and what is allowed. Never holds payloads or secrets. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "DomainError";
    this.code = code;
  }
}
