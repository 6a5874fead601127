import { describe, expect, it } from "vitest";
import { type Case, caseRules, cases } from "../testing/cases.ts";
import { deadLetter } from "../testing/heads.ts";
import { readBytes } from "../bytes/read-bytes.ts";
import { diagnoseMessage } from "./diagnose.ts";

describe.each(cases)("$id", ({ queue, messages }) => {
  const letterOf = ({ headers, attributes, properties = {}, body }: Case["messages"][number]) =>
    deadLetter(headers ?? attributes ?? {}, { queue, properties, body: body.text });
  const diagnose = (message: Case["messages"][number]) => diagnoseMessage(letterOf(message), caseRules(queue));

  it.each(messages)("$name", (message) => {
    const found = diagnose(message);
    const told: Record<string, string | null> = {
      verdict: found.verdict,
      category: found.category,
      errorType: found.errorType,
      frame: found.frame,
      title: found.title,
      originQueue: found.origin?.queue ?? null,
      attempts: found.attemptCount === null ? null : String(found.attemptCount),
      eventId: found.envelope.eventId,
      handler: found.origin?.handler ?? null,
      unwraps: String(found.unwrapped !== null),
      // Headers that a replay has to carry.
      outgoing: found.restores?.headers.map(({ name }) => name).join(", ") ?? null,
    };
    const { payloadHas } = message.expect;
    const { head, body } = letterOf(message);
    if (payloadHas) expect(readBytes(head, body).text).toContain(payloadHas);
    for (const [field, wanted] of Object.entries(message.expect)) {
      if (field === "group" || field === "payloadHas") continue;
      const fits = (value: string) => (value.startsWith("~") ? told[field]?.includes(value.slice(1)) === true : told[field] === value);
      expect([wanted].flat().some(fits), `${field} is ${told[field]}, not ${JSON.stringify(wanted)}: ${found.evidence[0]}`).toBe(true);
    }
  });

  it("has its groups", () => {
    const labelled = messages.filter((message) => message.expect["group"] !== undefined);
    const labels = new Map(labelled.map((message) => [diagnose(message).fingerprint, message.expect["group"]]));
    for (const message of labelled) expect(labels.get(diagnose(message).fingerprint), message.name).toBe(message.expect["group"]);
    expect(labels.size).toBe(new Set(labels.values()).size);
  });
});
