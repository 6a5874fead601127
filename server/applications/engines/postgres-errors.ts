import { ApplicationError, type ApplicationErrorCode } from "../port.ts";

/** SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html, the first that fits. What a server says of values is left out. */
const known: readonly (readonly [RegExp, ApplicationErrorCode, string])[] = [
  [/^(?:57014|55P03)$/, "busy", "It did not answer in time."],
  [/^(?:53300|57P03)$/, "busy", "It takes no more connections now."],
  [/^(?:42501|28000|28P01)$/, "denied", "It refuses this role (SQLSTATE #)."],
  [/^25006$/, "denied", "It is read-only, a replica perhaps."],
  [/^3D000$/, "away", "There is no database of that name."],
  [/^23505$/, "conflict", "Another row holds what has to be unique (SQLSTATE #)."],
  [/^23/, "conflict", "A constraint of its tables refuses it (SQLSTATE #)."],
  [/^42/, "changed", "Its tables have changed (SQLSTATE #)."],
  // One value, of a message or of a row: the database itself is well, and others go on to ask it.
  [/^(?:22|54)/, "changed", "A value in it, or one that it is asked for, is none that it can work with (SQLSTATE #)."],
];

/** What a failed statement says of the database of an application. */
export function toApplicationError(error: unknown): ApplicationError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const [, means, text] = known.find(([codes]) => codes.test(code)) ?? [];
  if (means && text) return new ApplicationError(means, text.replace("#", code));
  // Of postgres.js and Node: these end a connection that was open. 57P01 and 57P02 end it from the server's side, in the middle of a commit perhaps.
  if (/^(?:CONNECTION_CLOSED|CONNECTION_DESTROYED|ECONNRESET|EPIPE|ETIMEDOUT|57P0[12])$/.test(code))
    return new ApplicationError("away", `The connection was lost (${code}).`, { mayBeDone: true });
  if (code === "") return new ApplicationError("away", "It could not be asked.", { mayBeDone: true });
  return new ApplicationError("away", `It could not be asked (${code}).`);
}
