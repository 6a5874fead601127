import { checks } from "./checks.ts";
import type { Json } from "../messages/reason.ts";

/** Why an item is not sent, in words; null: no check has this code. */
export function checkWords(code: string, data: Json | null): string | null {
  return checks.find((check) => check.code === code)?.words.reason(data) ?? null;
}
