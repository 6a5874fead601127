import { type Check, sentences } from "./check.ts";
import { type Intakes, intakeOf, readIntakes } from "./intakes.ts";
import { numberText } from "../text/numbers.ts";

/** Bytes that would be sent, and that the place takes, of the headers alone or of everything. */
type Data = { readonly of: "head" | "all"; readonly bytes: number; readonly most: number };

/** The queue or topic that it would go to is set to take less than the broker's kind. */
export const tooLarge: Check<Intakes, Data> = {
  code: "too_large",
  when: ["plan", "send"],
  per: "message",
  read: readIntakes,
  judge: (facts, candidate) => {
    const sizes = candidate.message?.way?.sizes;
    const most = intakeOf(facts, candidate)?.most;
    if (!sizes || !most) return null;
    const of = (["head", "all"] as const).find((part) => sizes[part] > (most[part] ?? Number.POSITIVE_INFINITY));
    return of ? { do: "skip", data: { of, bytes: sizes[of], most: most[of] ?? 0 } } : null;
  },
  words: {
    line: sentences({ label: "Too large", some: "skipped: they have more bytes than the place takes that they would go to", tone: "warn" }),
    reason: (data) =>
      data
        ? `${data.of === "head" ? "its headers have" : "it has"} ${numberText(data.bytes)} bytes as it would be sent, and ${numberText(data.most)} are taken there`
        : "it is larger than what is taken there",
  },
};
