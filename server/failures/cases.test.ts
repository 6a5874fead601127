import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { deadLetter, noRules, type Plain } from "../testing/heads.ts";
import { diagnoseMessage } from "./diagnose.ts";
import type { FailureRules } from "./failure.ts";

/** Dead letters as real programs wrote them, values made up. What `expect` leaves out is not judged; a list means any of these. */
interface Case {
  readonly id: string;
  readonly queue: string;
  readonly messages: readonly {
    readonly name: string;
    readonly headers: { readonly [name: string]: Plain };
    readonly properties: { readonly [name: string]: Plain };
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
  it.each(messages)("$name", ({ headers, properties, body, expect: wanted }) => {
    const found = diagnoseMessage(deadLetter(headers, { queue, properties, body: body.text }), rulesOf[queue] ?? noRules);
    const told: Record<string, string | null> = {
      verdict: found.verdict,
      category: found.category,
      errorType: found.errorType,
      frame: found.frame,
      originQueue: found.origin?.queue ?? null,
    };
    for (const [field, values] of Object.entries(wanted)) expect([values].flat(), `${field} ${found.evidence[0]}`).toContain(told[field]);
  });
});
