import type { Permission } from "../../access/permissions.ts";
import type { Ctx } from "../../context.ts";
import { DomainError, noSuch } from "../../errors.ts";
import type { OutboxMapping } from "../mapping.ts";
import { ApplicationError } from "../port.ts";
import { seenApplications, type SeenApplication } from "../seen.ts";
import type { Settled } from "../settle-table.ts";
import { ofKind, readTables } from "../tables.ts";
import { settleMarks } from "./settle-marks.ts";

export interface OutboxPlace {
  readonly application: string;
  readonly schema: string;
  readonly table: string;
}

export type FoundOutbox = SeenApplication & { readonly settled: Settled<OutboxMapping> };

/** An application that whoever asks may see. Rejects with `not_found`. */
export async function findApplication(ctx: Ctx, name: string, permission: Permission): Promise<SeenApplication> {
  const seen = (await seenApplications(ctx, permission)).find(({ application }) => application.spec.name === name);
  if (!seen) throw noSuch(`application ${name}`);
  return seen;
}

/** Its outbox. A string: why its database does not tell. */
export async function findOutbox(seen: SeenApplication, { schema, table }: OutboxPlace): Promise<FoundOutbox | string> {
  const tables = await readTables(seen.application);
  if (tables.state === "unknown") return tables.reason;
  const settled = ofKind(tables.tables, "outbox").find(({ mapping }) => mapping.schema === schema && mapping.table === table);
  if (!settled) throw noSuch(`outbox ${schema}.${table} of ${seen.application.spec.name}`);
  if (settled.state === "unknown") return { ...seen, settled };
  try {
    return { ...seen, settled: await settleMarks(seen.application.database, settled) };
  } catch (error) {
    if (error instanceof ApplicationError) return error.message;
    throw error;
  }
}

/** What a page asks for and cannot have now. */
export function awayError(name: string, reason: string): DomainError {
  return new DomainError("unavailable", `The database of ${name} does not tell: ${reason}`);
}
