import { hash } from "node:crypto";
import { placeOf } from "../sources/position.ts";

const plain = /^[\x21-\x7e](?:[\x20-\x7e]{0,298}[\x21-\x7e])?$/;

/** A broker's identity as it is stored: itself where it is short and plain, else its hash, so that two that differ in anything stay two. */
export function identityKey(identity: string): string {
  if (plain.test(identity) || placeOf(identity) !== null) return identity;
  return `sha256:${hash("sha256", Buffer.from(identity, "utf16le"))}`;
}
