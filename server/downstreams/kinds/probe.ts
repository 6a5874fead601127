import { z } from "zod";
import { plain } from "../../sources/source-kind.ts";
import { path as ownPath, readingKind } from "../reading-kind.ts";

export const probeKind = readingKind({
  kind: "probe",
  description:
    "A health page of the downstream itself. It answers well: closed; several bad answers in a row: open. Redirects are no good answer.",
  label: "health probe",
  shape: {
    path: ownPath.optional().meta({ description: "Path of the page. Left out: the path of `url`.", examples: ["/healthz"] }),
    statuses: z
      .array(plain(z.number().int().min(100).max(599)))
      .min(1)
      .default([200, 204])
      .describe("Statuses of a good answer."),
    failures: plain(z.number().int().min(1).max(100)).default(3).describe("Bad answers in a row from which on it counts as open."),
  },
  paths: ({ path }, base) => [path === undefined ? base : new URL(path, base)],
  parse: ([answer], { statuses, failures }, { instance, at, before }) => {
    const isGood = answer !== undefined && answer.problem === null && statuses.includes(answer.status);
    const bad = isGood ? 0 : (before[0]?.counters?.["bad"] ?? 0) + 1;
    const state = bad === 0 ? "closed" : bad >= failures ? "open" : "unknown";
    const said = answer?.problem ?? `It answered with status ${answer?.status}.`;
    const why = state === "unknown" ? `${said} That is bad answer ${bad} of ${failures} in a row.` : null;
    return [
      {
        breaker: "health",
        instance,
        state,
        method: "probed",
        failureRate: null,
        threshold: null,
        calls: null,
        rejected: null,
        at,
        why,
        counters: { bad },
      },
    ];
  },
});
