/** Failures that say nothing about the data: the connection, the server's resources or its operator, and lost races. */
const classes = new Set(["08", "28", "3D", "53", "57", "58"]);
const codes = new Set(["25006", "25P03", "25P04", "55P03", "XX000"]);
const races = new Set(["40001", "40P01"]);
const client = /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;

/** The database is not able to store anything now; the same statement may well succeed later. */
export function isOutage(error: unknown): boolean {
  const code = codeOf(error);
  return client.test(code) || codes.has(code) || (code.length === 5 && classes.has(code.slice(0, 2)));
}

/** The database answers, and refuses who asks or knows no such database: at a start that is the configuration, later its operator at work. */
export function isRefusal(error: unknown): boolean {
  return /^(28|3D)/.test(codeOf(error));
}

/** Two transactions met and this one gave way; trying again at once is right. */
export function isLostRace(error: unknown): boolean {
  return races.has(codeOf(error));
}

function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  return typeof code === "string" ? code : cause ? codeOf(cause) : "";
}
