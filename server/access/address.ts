import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import { isIn, plainAddress } from "./subnets.ts";

/** On `globalThis`, because Next bundles this module once for the process and once for routes. */
const holder = globalThis as typeof globalThis & { redriveAddressHeader?: string };

/** Named anew by each process, so that no caller can write it. */
export function addressHeader(): string {
  holder.redriveAddressHeader ??= `x-redrive-address-${randomUUID()}`;
  return holder.redriveAddressHeader;
}

/**
 * Where a request comes from: the address of its socket. Where that is a trusted proxy, the last one in X-Forwarded-For that is none; what stands
 * before it is whatever the caller wrote. null: the socket is gone.
 */
export function addressOf(socket: string | undefined, forwardedFor: string | undefined, trusted: readonly string[]): string | null {
  if (!socket) return null;
  const said = (forwardedFor ?? "").split(",").map((part) => part.trim());
  let address = plainAddress(socket);
  while (isIn(address, trusted)) {
    const next = plainAddress(said.pop() ?? "");
    if (isIP(next) === 0) break;
    address = next;
  }
  return address;
}
