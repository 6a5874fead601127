import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { DomainError } from "../errors.ts";

/** OWASP's cheat sheet on storing passwords: N = 2^17, r = 8, p = 1, which takes 128 MB and some tenths of a second. */
const now = { ln: 17, r: 8, p: 1 } as const;
const bytes = 32;
const format = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/;

interface Parameters {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** Hashes of many requests at once would take all memory, so that only so many run and only so many wait. */
const most = { running: 2, waiting: 20 };
const waiting: (() => void)[] = [];
let running = 0;

/** A password as it is stored, with its parameters and salt. Rejects with `too_many` while too many others are hashed. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await inTurn(() => derive(password, salt, now));
  return ["scrypt", now.ln, now.r, now.p, salt.toString("base64url"), hash.toString("base64url")].join("$");
}

/** Stands in where there is no password: to refuse somebody takes the same work whether the account is there or not. */
const none = ["scrypt", now.ln, now.r, now.p, randomBytes(16).toString("base64url"), randomBytes(bytes).toString("base64url")].join("$");

/** Whether a password is the stored one. null: there is none, which answers false after the same work. Rejects as `hashPassword` does. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const [, ln, r, p, salt = "", hash = ""] = format.exec(stored ?? none) ?? [];
  const expected = Buffer.from(hash, "base64url");
  const found = await inTurn(() =>
    derive(password, Buffer.from(salt, "base64url"), { ln: Number(ln), r: Number(r), p: Number(p) }, expected.length),
  );
  return timingSafeEqual(found, expected) && stored !== null;
}

function derive(password: string, salt: Uint8Array, { ln, r, p }: Parameters, length: number = bytes): Promise<Buffer> {
  const N = 2 ** ln;
  return new Promise((resolve, reject) => {
    // One person's keyboard writes é as one character, another's as two.
    scrypt(password.normalize("NFKC"), salt, length, { N, r, p, maxmem: 2 * 128 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= most.running) {
    if (waiting.length >= most.waiting)
      throw new DomainError("too_many", "Too many people sign in at this moment. Try again in some seconds.");
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
