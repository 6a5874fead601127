import { cleanText } from "../text/clean.ts";
import { markLine } from "../text/marked.ts";
import { caps } from "./evidence.ts";
import type { FailureError, Frame, Origin } from "./failure.ts";
import { maskText } from "./masks.ts";
import { isOwnType } from "./own-code.ts";
import { placeOf } from "./place.ts";
import { shortType } from "./type-words.ts";
import { isBareWrapper, isWrapper } from "./wrappers.ts";

const withoutError: Readonly<Record<string, string>> = {
  expired: "Expired",
  maxlen: "Pushed out of a full queue",
  delivery_limit: "Delivery limit reached",
  rejected: "Rejected, no error recorded",
};
const longestText = 90;

/** The error that people name the failure by: the innermost of the shop's own types, else the innermost that is no wrapper, else whatever has a type. */
export function tellingError(errors: readonly FailureError[], ownCode: readonly string[]): FailureError | null {
  const own = errors.find(({ type }) => type !== null && isOwnType(type, ownCode));
  const inner = errors.find(({ type }) => type !== null && !isWrapper(type));
  return own ?? inner ?? errors.find(({ type }) => type !== null) ?? errors[0] ?? null;
}

/** What failed and where, the same for all messages of a group: "PaymentTimeoutException in PaymentClient.charge". */
export function titleOf(error: FailureError | null, frame: Frame | null, origin: Origin | null, reason: string | null): string {
  const told = error?.type ? nameOf(error, error.type) : error?.text ? shorten(maskText(error.text)) : "";
  const known = reason !== null && Object.hasOwn(withoutError, reason) ? withoutError[reason] : null;
  // Of a text of control characters nothing is left to read.
  const what = cleanText(told, caps.title).trim() || (known ?? "No error recorded");
  return cleanText(`${what}${whereOf(frame, origin)}`, caps.title);
}

/** Nothing fails in an exchange or in a name that only a framework knows: these are called by their kind. */
function whereOf(frame: Frame | null, origin: Origin | null): string {
  if (frame) return ` in ${frame.name}`;
  const place = placeOf(origin);
  if (place === null) return "";
  const name = markLine(place.name);
  return place.kind === "queue" || place.kind === "handler" ? ` in ${name}` : ` (${place.kind} ${name})`;
}

function nameOf(error: FailureError, type: string): string {
  return isBareWrapper(error) ? `Unknown error inside ${shortType(type)}` : shortType(type);
}

function shorten(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
}
