import { createCipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";

/** What a browser gives whoever may send to it (Push API, `PushSubscription.getKey`), in base64url. */
export interface PushKeys {
  readonly p256dh: string;
  readonly auth: string;
}

/** The record size: a payload is one record, and push services take 4096 bytes. */
const recordBytes = 4_096;
/** What is left of them after header (86), delimiter (1) and tag (16). */
export const mostPayloadBytes = recordBytes - 86 - 1 - 16;

/**
 * A message for one browser (RFC 8291, section 3; aes128gcm of RFC 8188). `own` and `salt` are random unless a test gives them. Throws for a key that is no
 * point of P-256.
 */
export function encryptPush(payload: string, { p256dh, auth }: PushKeys, own = newKey(), salt: Buffer = randomBytes(16)): Buffer {
  const theirs = Buffer.from(p256dh, "base64url");
  const mine = own.getPublicKey();
  const shared = own.computeSecret(theirs);
  const input = derive(shared, Buffer.from(auth, "base64url"), Buffer.concat([Buffer.from("WebPush: info\0"), theirs, mine]), 32);
  const key = derive(input, salt, "Content-Encoding: aes128gcm\0", 16);
  const nonce = derive(input, salt, "Content-Encoding: nonce\0", 12);
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  const size = Buffer.alloc(5);
  size.writeUInt32BE(recordBytes);
  size.writeUInt8(mine.length, 4);
  // 2: it is the last record.
  const encrypted = [cipher.update(payload, "utf8"), cipher.update(Buffer.of(2)), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([salt, size, mine, ...encrypted]);
}

export function newKey() {
  const key = createECDH("prime256v1");
  key.generateKeys();
  return key;
}

function derive(input: Buffer, salt: Buffer, info: string | Buffer, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", input, salt, info, bytes));
}
