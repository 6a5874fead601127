import { ApplicationError, type ApplicationErrorCode } from "../port.ts";

/** By number, https://mariadb.com/kb/en/mariadb-error-code-reference/. `#` stands for the number: what a server says of values is left out. */
const known: readonly (readonly [readonly number[], ApplicationErrorCode, string])[] = [
  [[1205, 1213, 1317, 1969, 3024], "busy", "It did not answer in time."],
  [[1040, 1203, 1226], "busy", "It takes no more connections now."],
  [[1044, 1045, 1130, 1142, 1143, 1227, 1370, 1410, 1698, 3118], "denied", "It refuses this user (error #)."],
  [[1290, 1792, 1836], "denied", "It is read-only, a replica perhaps."],
  [[1049], "away", "There is no database of that name."],
  [[1051, 1054, 1146, 1356], "changed", "Its tables have changed (error #)."],
  [[1064, 1267, 1270], "changed", "It does not understand what it is asked (error #)."],
];

export function toApplicationError(error: unknown): ApplicationError {
  if (error instanceof ApplicationError) return error;
  const { errno, code } = error instanceof Error ? (error as { readonly errno?: unknown; readonly code?: unknown }) : {};
  const found = known.find(([numbers]) => numbers.some((number) => number === errno));
  if (found) return new ApplicationError(found[1], found[2].replace("#", String(errno)));
  return new ApplicationError("away", typeof code === "string" ? `It could not be asked (${code}).` : "It could not be asked.");
}
