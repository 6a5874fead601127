import { setTimeout } from "node:timers/promises";
import { ownerOf } from "../own-exchange.ts";
import { processProperty } from "./link.ts";
import type { Management } from "./management.ts";

/**
 * Private exchanges of processes that ended without removing them: this user declared them, for a process that has no connection left. The API shows a connection
 * some seconds after it was opened, so connections are read `settleMs` after exchanges: a process that has just begun keeps its own. None where the API does not
 * show even this process: it may hide others as well.
 */
export async function findAbandoned(
  management: Pick<Management, "exchanges" | "connections">,
  { owner, user, settleMs }: { readonly owner: string; readonly user: string; readonly settleMs: number },
): Promise<readonly string[]> {
  const exchanges = await management.exchanges();
  await setTimeout(settleMs, undefined, { ref: false });
  const live = new Set((await management.connections()).map((connection) => connection.client_properties?.[processProperty]));
  if (!live.has(owner)) return [];
  return exchanges.flatMap(({ name, user_who_performed_action: by }) => {
    const of = ownerOf(name);
    return of !== null && by === user && !live.has(of) ? [name] : [];
  });
}
