import { customType } from "drizzle-orm/pg-core";

/** Bytes as they are: hostile text never becomes a text column. */
export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => "bytea" });
