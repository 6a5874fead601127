import { createHash, randomBytes } from "node:crypto";

/** 256 random bits as text that fits into cookies, headers and addresses. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored of a secret. It is random, so that a plain hash tells nothing of it. */
export function hashSecret(secret: string): Uint8Array {
  return createHash("sha256").update(secret).digest();
}
