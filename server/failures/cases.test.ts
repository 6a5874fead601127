import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { deadLetter, noRules, type Plain } from "../testing/heads.ts";
import { readBytes } from "../bytes/read-bytes.ts";
import { diagnoseMessage } from "./diagnose.ts";
import type { FailureRules } from "./failure.ts";

/**
 * Dead letters as real programs wrote them, values made up. What `expect` leaves out is not judged; a list means any of these, "~text" that it holds
 * this. Those with the same `group` are one group, and with different ones of one case different groups.
 */
interface Case {
  readonly id: string;
  readonly queue: string;
  readonly messages: readonly {
    readonly name: string;
    readonly headers?: { readonly [name: string]: Plain };
    readonly attributes?: { readonly [name: string]: Plain };
    readonly properties?: { readonly [name: string]: Plain };
    readonly body: { readonly text: string };
    readonly expect: { readonly [field: string]: string | readonly string[] };
  }[];
}

/** `home.dead` has home-grown headers, which redrive.yaml names. */
const rulesOf: Readonly<Record<string, FailureRules>> = {
  "home.dead": {
    ...noRules,
    headers: {
      errorType: "x-error-type",
      errorText: "x-error",
      stack: "x-stack",
      attempts: "x-attempts",
      failedAt: "x-failed-at",
      originQueue: "x-queue",
    },
  },
};

const folder = new URL("cases/", import.meta.url);
const cases = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Case);

describe.each(cases)("$id", ({ queue, messages }) => {
  const letterOf = ({ headers, attributes, properties = {}, body }: Case["messages"][number]) =>
    deadLetter(headers ?? attributes ?? {}, { queue, properties, body: body.text });
  const diagnose = (message: Case["messages"][number]) => diagnoseMessage(letterOf(message), rulesOf[queue] ?? noRules);

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
