import { z } from "zod";
import { headerTypes } from "../sources/port.ts";
import { encodable, id, instant, reason, smallId, storable } from "../text/input.ts";

/** More would make a request that is larger than what one page can show selected. */
export const maxIds = 10_000;

export const filterText = storable(z.string().max(2_000, "A filter may have up to 2,000 characters."));

const rows = z.object({
  ids: z.array(id).min(1, "Select at least one message.").max(maxIds, `Select up to ${maxIds} rows, or use the filter.`).readonly(),
});

/** Everything that a filter matched when the page was read. */
export const filterSelection = z.object({
  filter: filterText,
  asOf: instant,
});
export type FilterSelection = z.infer<typeof filterSelection>;

/** Chosen rows, or everything that a filter matched. */
export const selection = z.union([rows, filterSelection]);
export type Selection = z.infer<typeof selection>;

/** What a person has seen counted exactly: chosen rows, or what a filter matched, frozen by `prepareSelection` under its id. */
const confirmed = z.union([rows, z.object({ prepared: id })]);
export type Confirmed = z.infer<typeof confirmed>;

export const confirmedInput = z.object({ selection: confirmed });
export const confirmedWithReason = z.object({ selection: confirmed, reason });
export type ConfirmedWithReason = z.infer<typeof confirmedWithReason>;

const headerValue = z.object({
  type: z.enum(headerTypes),
  wire: z.string().max(100),
  text: encodable(z.string()).nullable(),
  get fields() {
    return z.array(header).readonly().optional();
  },
  get items() {
    return z.array(headerValue).readonly().optional();
  },
});

const header = z.object({ name: encodable(z.string().max(255)), nameBytes: z.base64().optional(), value: headerValue });

export const edit = z.object({
  id,
  /** The message's `seq` when the editor was opened: another act since then is a conflict. */
  seq: smallId,
  /** The new body: text, or base64 of bytes; null is a null body. Left out: the body stays. */
  body: z.union([z.object({ text: encodable(z.string()) }), z.object({ base64: z.base64() }), z.null()]).optional(),
  /** Left out: the head stays, byte for byte. */
  head: z.object({ headers: z.array(header).readonly(), properties: z.array(header).readonly() }).optional(),
  reason,
});
export type Edit = z.infer<typeof edit>;

export const takeOriginalInput = edit.pick({ id: true, seq: true, reason: true });
export type TakeOriginal = z.infer<typeof takeOriginalInput>;

export const importsAgain = z.object({ ids: z.array(id).min(1).max(1_000).readonly() });
export type ImportsAgain = z.infer<typeof importsAgain>;
