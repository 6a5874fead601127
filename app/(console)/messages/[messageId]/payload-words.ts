import { bytesText } from "@/components/ui/numbers";
import type { Payload } from "./message";

export const payloadViews = ["pretty", "raw", "hex"] as const;
export type PayloadView = (typeof payloadViews)[number];

/** More versions than these have no room: the newest are offered. */
const mostVersions = 4;

/** "346 B, application/json, UTF-8": what is known of a body. `contentType` null: the message names none. */
export function payloadWords(
  payload: Pick<Payload, "isNull" | "size" | "packing" | "charset" | "json">,
  contentType: string | null,
): string {
  const { isNull, size, packing } = payload;
  const words = [
    isNull ? "a null body" : bytesText(size),
    contentType,
    packing.length > 0 && packing.join(", ") + (payload.charset === null ? "" : ", shown unpacked"),
    !isNull && kindOf(payload, contentType),
  ];
  return words.filter(Boolean).join(", ");
}

/** What the page does not show of a body, in sentences. `tooDeep`: its JSON cannot be laid out. */
export function notesOn(
  { truncated, words, text, json }: Pick<Payload, "truncated" | "words" | "text" | "json">,
  tooDeep: boolean,
): readonly string[] {
  return [
    !json &&
      !truncated &&
      text !== null &&
      /^\s*[[{]/.test(text) &&
      "It begins like JSON and is none: it ends early, or breaks off within.",
    words !== null && (truncated ? `${words} The download has all that is stored.` : words),
    truncated && words === null && `Only the first ${bytesText(262_144)} are shown. The download has all of it.`,
    tooDeep && "It is nested too deep to be laid out, so it is shown as it is written.",
  ].filter((note) => note !== false);
}

function kindOf({ charset, json }: Pick<Payload, "charset" | "json">, contentType: string | null): string {
  if (charset === null) return "not read as text";
  return json && charset === "UTF-8" && !contentType?.includes("json") ? "JSON" : charset;
}

/** The newest versions of a body, oldest first. `taken`: the first was not whole, and the second holds its original. */
export function versionsShown(latest: number, taken: boolean): { value: string; label: string }[] {
  const shown = Math.min(latest, mostVersions);
  return Array.from({ length: shown }, (_, index) => latest - shown + index + 1).map((version) => ({
    value: String(version),
    label: version > 1 ? `Version ${version}` : taken ? "As captured" : "Original",
  }));
}
