import { customType } from "drizzle-orm/pg-core";

/** A part or position of a log (`sources/position.ts`): compared by code unit, whatever the database's own collation is. */
export const positionText = customType<{ data: string }>({ dataType: () => 'text collate "C"' });
