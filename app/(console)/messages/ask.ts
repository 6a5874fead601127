import { messagesText } from "@/server/bulk/words";
import { numberText } from "@/server/text/numbers";

export type Act = "discard" | "restore" | "export";

const verbs: Readonly<Record<Act, string>> = { discard: "Discard", restore: "Restore", export: "Export" };

/** From here on a discard is confirmed by typing how many. */
const typedFrom = 101;

interface Counted {
  readonly act: Act;
  /** Exactly how many; null: they are being counted, or could not be. */
  readonly n: number | null;
  readonly failed: boolean;
  /** Of one message: its name. */
  readonly name?: string | undefined;
}

/** How a person is asked to confirm an act. `typed`: this must be typed. `refusal`: why it cannot be confirmed yet. */
export function askOf({ act, n, failed, name }: Counted) {
  const verb = verbs[act];
  if (name !== undefined) return { title: `${verb} ${name}`, action: verb, count: null, typed: undefined, refusal: null };
  if (n === null)
    return {
      title: `${verb} messages`,
      action: verb,
      count: failed ? "unknown" : "Counting …",
      typed: undefined,
      refusal: failed ? "They could not be counted." : "They are being counted.",
    };
  return {
    title: `${verb} ${messagesText(n)}`,
    action: `${verb} ${numberText(n)}`,
    count: `exactly ${numberText(n)}`,
    typed: act === "discard" && n >= typedFrom ? String(n) : undefined,
    refusal: n === 0 ? "Nothing matches any more." : null,
  };
}
