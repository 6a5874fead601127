import { ApplicationError } from "../port.ts";

/** SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html. What a server says of values is left out. */
export function toApplicationError(error: unknown): ApplicationError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "57014" || code === "55P03") return new ApplicationError("busy", "It did not answer in time.");
  if (code === "53300" || code === "57P03") return new ApplicationError("busy", "It takes no more connections now.");
  if (code === "42501" || code === "28000" || code === "28P01")
    return new ApplicationError("denied", `It refuses this role (SQLSTATE ${code}).`);
  if (code === "25006") return new ApplicationError("denied", "It is read-only, a replica perhaps.");
  if (code === "3D000") return new ApplicationError("away", "There is no database of that name.");
  if (code.startsWith("42")) return new ApplicationError("changed", `Its tables have changed (SQLSTATE ${code}).`);
  // Of postgres.js and Node: these end a connection that was open. 57P01 and 57P02 end it from the server's side, in the middle of a commit perhaps.
  if (/^(?:CONNECTION_CLOSED|CONNECTION_DESTROYED|ECONNRESET|EPIPE|ETIMEDOUT|57P0[12])$/.test(code))
    return new ApplicationError("away", `The connection was lost (${code}).`, { mayBeDone: true });
  if (code === "") return new ApplicationError("away", "It could not be asked.", { mayBeDone: true });
  return new ApplicationError("away", `It could not be asked (${code}).`);
}
