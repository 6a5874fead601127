import { createPrivateKey, sign } from "node:crypto";

/** The keys of this Redrive, in base64url: see `push_keys`. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** A push service takes a token of at most a day (RFC 8292, section 2); clocks differ. */
const lifeSeconds = 12 * 3_600;

/** The Authorization header for a push service (RFC 8292): who sends, and whom to ask about it. `contact` is an e-mail address. */
export function authorizePush(
  endpoint: string,
  {
    keys: { publicKey, privateKey },
    contact,
    now = new Date(),
  }: { readonly keys: VapidKeys; readonly contact: string; readonly now?: Date },
): string {
  const point = Buffer.from(publicKey, "base64url");
  const jwk = { kty: "EC", crv: "P-256", x: point.toString("base64url", 1, 33), y: point.toString("base64url", 33), d: privateKey };
  const exp = Math.floor(now.getTime() / 1_000) + lifeSeconds;
  const head = encode({ typ: "JWT", alg: "ES256" });
  const claims = encode({ aud: new URL(endpoint).origin, exp, sub: `mailto:${contact}` });
  const key = createPrivateKey({ key: jwk, format: "jwk" });
  const signature = sign("sha256", Buffer.from(`${head}.${claims}`), { key, dsaEncoding: "ieee-p1363" });
  return `vapid t=${head}.${claims}.${signature.toString("base64url")}, k=${publicKey}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
