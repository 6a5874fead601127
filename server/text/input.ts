import { z } from "zod";

/** Of a row with a 64-bit identity. Those never pass 2^53, so every one is a whole number here. */
export const id = z.number().int().positive();
/** Of a row with a 32-bit identity, and whatever else such a column counts. */
export const smallId = z.int32().positive();
/** Of a message's bytes, which the database counts in 16 bits. */
export const version = z.number().int().positive().max(32_767);

const unstorable = "It holds a NUL character or half of a surrogate pair, which cannot be stored. Remove it.";

/** Text as Postgres can hold it. Anything else in it is kept: names are what their broker says, and pages mark what hides in them. */
export const storable = (text: z.ZodString) => text.refine((value) => value.isWellFormed() && !value.includes("\0"), unstorable);

/** Text that becomes bytes: half of a surrogate pair has none in UTF-8. */
export const encodable = (text: z.ZodString) =>
  text.refine((value) => value.isWellFormed(), "It holds half of a surrogate pair, which has no bytes in UTF-8. Remove it.");

/** What somebody looks for, without the spaces around it; "" when it is left out. */
export const sought = (most: number) => storable(z.string().trim().max(most)).default("");

/** Why somebody acts; it stands in the history and in the audit log. */
export const reason = storable(z.string().trim().min(1, "A reason is needed.").max(500, "A reason may have up to 500 characters."));

const [first, last] = [Date.UTC(1970), Date.UTC(10_000)];

/** A time in UTC, as ISO 8601 writes it, that both JavaScript and Postgres can hold. */
export const instant = z.iso.datetime().refine((text) => {
  const at = Date.parse(text);
  return at >= first && at < last;
}, "A time lies between the years 1970 and 9999.");

const mostProblems = 5;

/** The first problems of an input in one line: what is wrong or allowed, and where, unless a sentence of ours says it. */
export function problemWords({ issues }: Pick<z.ZodError, "issues">): string {
  const words = issues
    .slice(0, mostProblems)
    .map(({ path, message }) => (path.length > 0 && !message.endsWith(".") ? `${path.join(".")}: ${message}.` : message));
  const more = issues.length - words.length;
  return [...new Set(words), ...(more > 0 ? [`There are ${more} more problems.`] : [])].join(" ");
}
