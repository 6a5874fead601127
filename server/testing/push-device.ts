import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";

/** A browser that is subscribed at an endpoint, and reads what it is sent by RFC 8291 and RFC 8188. */
export function makeDevice(endpoint: string) {
  const own = createECDH("prime256v1");
  own.generateKeys();
  const auth = randomBytes(16);
  const decrypt = (body: Buffer): string => {
    const salt = body.subarray(0, 16);
    const size = body.readUInt32BE(16);
    const theirs = body.subarray(21, 21 + body.readUInt8(20));
    const record = body.subarray(21 + theirs.length);
    if (record.length > size) throw new Error("more than one record");
    const derive = (input: Buffer, of: Buffer, info: Buffer | string, bytes: number) =>
      Buffer.from(hkdfSync("sha256", input, of, info, bytes));
    const info = Buffer.concat([Buffer.from("WebPush: info\0"), own.getPublicKey(), theirs]);
    const input = derive(own.computeSecret(theirs), auth, info, 32);
    const key = derive(input, salt, "Content-Encoding: aes128gcm\0", 16);
    const decipher = createDecipheriv("aes-128-gcm", key, derive(input, salt, "Content-Encoding: nonce\0", 12));
    decipher.setAuthTag(record.subarray(-16));
    const text = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
    const end = text.lastIndexOf(2);
    return text.subarray(0, end).toString();
  };
  return { endpoint, keys: { p256dh: own.getPublicKey("base64url"), auth: auth.toString("base64url") }, decrypt };
}
