import { BrokerError, type RawMessage } from "../sources/port.ts";
import { askEach, idOf } from "./ask-each.ts";
import type { Candidate, LogPlace } from "./candidate.ts";
import type { Check, Found, Line } from "./check.ts";
import { numberText } from "../text/numbers.ts";

/** By source, topic, part and position: the record there; `null`: its topic does not hold it any more. */
type Originals = ReadonlyMap<string, { readonly record: { readonly body: Uint8Array | null; readonly key: Uint8Array | null } | null }>;

/** `message`: a dead letter that is not its original, byte for byte. */
type Data = { readonly message: number; readonly body: boolean; readonly key: boolean };

/** A framework that writes a dead letter anew may drop fields and round numbers, and a replay would send that. */
export const differs: Check<Originals, Data> = {
  code: "differs",
  when: ["plan"],
  per: "message",
  applies: ({ log, target }) => log && target.to !== "release",
  read: (ctx, candidates) =>
    askEach(
      candidates.flatMap((one) => {
        const record = recordOf(one);
        return record ? [[one.source, record.topic, record.part, record.at] as const] : [];
      }),
      async ([source, topic, part, at]) => {
        const { log, codec } = ctx.brokers.get(source);
        if (!log) return null;
        const record = (await log.recordsAt(topic, part, [at]).catch(noneIfMissing)).get(at);
        return { record: record ? { body: record.body, key: codec.decode(record.head).key } : null };
      },
    ),
  judge: (facts, candidate) => {
    const { message } = candidate;
    const original = originalOf(facts, candidate)?.record;
    if (!message?.place?.compared || !original) return null;
    const body = !areEqual(message.place.compared.body, original.body);
    const key = !areEqual(message.place.key, original.key);
    return body || key ? { do: "send", data: { message: message.id, body, key } } : null;
  },
  words: { line: lineOf, reason: () => "it is not its original record, byte for byte" },
};

function recordOf({ log, message }: Candidate): LogPlace["record"] {
  return log && message?.place?.compared ? message.place.record : null;
}

function originalOf(facts: Originals, candidate: Candidate) {
  const record = recordOf(candidate);
  return record ? facts.get(idOf([candidate.source, record.topic, record.part, record.at])) : undefined;
}

/** No line where no sampled message says which record it was made from. */
function lineOf({ facts, judged }: Found<Originals, Data>): Line | null {
  const label = "Differs from its original";
  if (!facts || judged.every(({ candidate }) => recordOf(candidate) === null)) return null;
  const asked = judged.flatMap(({ candidate }) => originalOf(facts, candidate) ?? []);
  const compared = asked.filter(({ record }) => record !== null).length;
  const gone = asked.length - compared;
  if (compared === 0)
    return {
      label,
      n: null,
      text: gone > 0 ? "not known: their topics do not hold the originals any more" : "not known: the originals could not be read now",
    };
  const of = `of ${numberText(compared)} sampled`;
  const said = judged.flatMap(({ finding }) => finding?.data ?? []);
  const [first] = said;
  if (!first) return { label, n: 0, text: `none ${of}` };
  const parts = [said.some(({ body }) => body) && "body", said.some(({ key }) => key) && "key"].filter((part) => part !== false);
  const text = `${of}: their ${parts.join(" or ")} is not what was published, and a replay sends what is stored.`;
  return {
    label,
    n: said.length,
    tone: "warn",
    text,
    mend: { text: "Send the original instead?", href: `/messages/${first.message}?tab=payload#original` },
  };
}

function noneIfMissing(error: unknown): ReadonlyMap<string, RawMessage> {
  if (error instanceof BrokerError && error.code === "missing") return new Map();
  throw error;
}

function areEqual(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : Buffer.compare(a, b) === 0;
}
