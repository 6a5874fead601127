import { bytesText } from "@/components/ui/numbers";
import type { Payload } from "./message";

export const payloadViews = ["pretty", "raw", "hex"] as const;
export type PayloadView = (typeof payloadViews)[number];

/** More versions than these have no room: the newest are offered. */
const mostVersions = 4;

/** "346 B, application/json, UTF-8": what is known of a body. `contentType` null: the message names none. */
export function payloadWords(payload: Pick<Payload, "isNull" | "size" | "gzip" | "text" | "json">, contentType: string | null): string {
  const { isNull, size, gzip } = payload;
  const words = [
    isNull ? "a null body" : bytesText(size),
    contentType,
    gzip && "gzip, shown unpacked",
    !isNull && kindOf(payload, contentType),
  ];
  return words.filter(Boolean).join(", ");
}

function kindOf({ text, json }: Pick<Payload, "text" | "json">, contentType: string | null): string {
  if (text === null) return "not UTF-8";
  return json && !contentType?.includes("json") ? "JSON" : "UTF-8";
}

/** The newest versions of a body, oldest first. `taken`: the first was not whole, and the second holds its original. */
export function versionsShown(latest: number, taken: boolean): { value: string; label: string }[] {
  const shown = Math.min(latest, mostVersions);
  return Array.from({ length: shown }, (_, index) => latest - shown + index + 1).map((version) => ({
    value: String(version),
    label: version > 1 ? `Version ${version}` : taken ? "As captured" : "Original",
  }));
}
