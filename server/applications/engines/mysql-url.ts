const modes = ["disabled", "required", "verify_ca", "verify_identity"] as const;

/** Where a MySQL or MariaDB is, and how it is reached. */
export interface MysqlAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly tls: { readonly mode: (typeof modes)[number]; readonly ca: string | null };
}

/** Pure. Reads mysql://user:password@host:3306/database?ssl-mode=verify_identity&ssl-ca=/etc/ca.pem; or says what is wrong with it, without its password. */
export function readMysqlUrl(text: string): MysqlAddress | { readonly problem: string } {
  const url = new URL(text);
  const database = decoded(url.pathname.slice(1));
  const [user, password] = [decoded(url.username), decoded(url.password)];
  if (database === null || user === null || password === null) return { problem: "has a % that no two hexadecimal digits follow" };
  if (database === "" || database.includes("/")) return { problem: "must name one database, such as mysql://host/shop" };
  const unknown = [...url.searchParams.keys()].find((key) => key !== "ssl-mode" && key !== "ssl-ca");
  if (unknown !== undefined) return { problem: `must have no other options than ssl-mode and ssl-ca; "${unknown}" is not known` };
  const said = (url.searchParams.get("ssl-mode") ?? "disabled").toLowerCase();
  const mode = modes.find((one) => one === said);
  if (mode === undefined) return { problem: `must have an ssl-mode of ${modes.join(", ")}` };
  const ca = url.searchParams.get("ssl-ca");
  if (ca !== null && mode !== "verify_ca" && mode !== "verify_identity")
    return { problem: "has an ssl-ca that nothing is checked by: set ssl-mode to verify_ca or verify_identity" };
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return { host, port: url.port === "" ? 3306 : Number(url.port), user, password, database, tls: { mode, ca } };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
