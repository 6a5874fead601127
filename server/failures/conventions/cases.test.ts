import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { deadLetter, noRules, type Plain } from "../../testing/heads.ts";
import { diagnoseMessage } from "../diagnose.ts";

/** Dead letters as real programs wrote them, values made up. What `expect` leaves out is not judged; "~text" holds this. */
interface Case {
  readonly id: string;
  readonly queue: string;
  readonly messages: readonly {
    readonly name: string;
    readonly headers?: { readonly [name: string]: Plain };
    readonly properties?: { readonly [name: string]: Plain };
    readonly body: { readonly text: string };
    readonly expect: {
      readonly verdict?: string;
      readonly errorType?: string;
      readonly frame?: string;
      readonly attempts?: number;
      readonly eventId?: string;
      readonly handler?: string;
      readonly unwraps?: boolean;
      /** Headers that a replay has to carry. */
      readonly outgoing?: readonly string[];
    };
  }[];
}

const folder = new URL("cases/", import.meta.url);
const cases = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Case);
const like = (wanted: string) => (wanted.startsWith("~") ? expect.stringContaining(wanted.slice(1)) : wanted);

describe.each(cases)("$id", ({ queue, messages }) => {
  it.each(messages)("$name", ({ headers = {}, properties = {}, body, expect: wanted }) => {
    const found = diagnoseMessage(deadLetter(headers, { queue, properties, body: body.text }), noRules);
    if (wanted.verdict) expect(found.verdict).toBe(wanted.verdict);
    if (wanted.errorType) expect(found.errorType).toEqual(like(wanted.errorType));
    if (wanted.frame) expect(found.frame).toEqual(like(wanted.frame));
    if (wanted.attempts) expect(found.attemptCount).toBe(wanted.attempts);
    if (wanted.eventId) expect(found.envelope.eventId).toBe(wanted.eventId);
    if (wanted.handler) expect(found.origin?.handler).toBe(wanted.handler);
    if (wanted.unwraps) expect(found.unwrapped).not.toBeNull();
    if (wanted.outgoing) expect(found.restores?.headers.map(({ name }) => name)).toEqual(wanted.outgoing);
  });
});
