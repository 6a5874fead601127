import type { Payload } from "../message";

/** Why a body cannot be edited as text, in words; null: it can. */
export function unreadable({
  isNull,
  packing,
  charset,
  truncated,
}: Pick<Payload, "isNull" | "packing" | "charset" | "truncated">): string | null {
  if (isNull) return "The body is null and stays so.";
  if (packing.length > 0) return `The body is packed (${packing.join(", ")}), so it cannot be edited here.`;
  if (charset === null) return "The body holds no text that can be read, so it cannot be edited here.";
  if (!charset.startsWith("UTF-8")) return `The body is written in ${charset}, and text is saved as UTF-8, so it cannot be edited here.`;
  return truncated ? "The body is larger than what can be edited here." : null;
}
