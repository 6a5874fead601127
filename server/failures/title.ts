import { caps } from "./evidence.ts";
import type { FailureError, Frame, Origin } from "./failure.ts";
import { maskText } from "./masks.ts";
import { isLibraryType } from "./own-code.ts";

const withoutError: Readonly<Record<string, string>> = {
  expired: "Expired",
  maxlen: "Pushed out by the queue limit",
  delivery_limit: "Delivery limit reached",
  rejected: "Rejected, no error carried",
};

/** The error that people name the failure by: the innermost of the shop's own types, else the root. */
export function tellingError(errors: readonly FailureError[]): FailureError | null {
  return errors.find(({ type }) => type !== null && !isLibraryType(type) && type.includes(".")) ?? errors[0] ?? null;
}

export function shortType(type: string): string {
  return type.split(/[.\\]|::/).at(-1) || type;
}

/** What failed and where, without what varies: "PaymentTimeoutException in PaymentClient.charge". */
export function titleOf(error: FailureError | null, frame: Frame | null, origin: Origin | null, reason: string | null): string {
  const what = error?.type
    ? shortType(error.type)
    : error?.text
      ? shorten(maskText(error.text))
      : (withoutError[reason ?? ""] ?? "Died, no reason carried");
  const where = frame ? frame.name.split(".").slice(-2).join(".") : (origin?.handler ?? origin?.queue);
  return (where && !what.includes(where) ? `${what} in ${where}` : what).slice(0, caps.title);
}

function shorten(text: string): string {
  return text.length > 90 ? `${text.slice(0, 89)}…` : text;
}
