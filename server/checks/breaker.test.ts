import { expect, test } from "vitest";
import { candidate } from "../testing/candidate.ts";
import { breaker, type BreakerData } from "./breaker.ts";

const chosen = { target: { to: "failed_queue" }, log: false, ordered: false, logKeys: { n: 0, capped: false } } as const;

test("a plan names every downstream that holds some, and none that holds nothing", () => {
  const judged = (["closed", "open", "half_open"] as const).map((state, nth) => {
    const data: BreakerData = {
      downstream: ["fraud", "stock", "bank"][nth] ?? "",
      state,
      gate: state === "half_open" ? "trickle" : state === "open" ? "hold" : "go",
      why: "state",
    };
    const finding = state === "closed" ? { do: "send" as const, data } : { do: "hold" as const, data, until: new Date() };
    return { candidate: candidate({ n: 10 }), finding };
  });
  expect(breaker.words.line({ facts: null as never, n: 30, unknown: 0, sampled: null, judged, chosen })).toMatchObject({
    n: 20,
    holds: "stock is open and bank is half-open",
    details: ["stock is open.", "bank is half-open: a few are sent at a time, to see how it takes them.", "fraud is closed."],
  });
});

test("a plan says where a disabled breaker protects nothing", () => {
  const data: BreakerData = { downstream: "bank", state: "closed", gate: "go", why: "state" };
  const line = (state: "closed" | "disabled" | "metrics_only") => {
    const needed = new Map([["bank", { standing: { readings: [{ state: "closed" }, { state }] } }]]);
    const judged = [{ candidate: candidate({ n: 10 }), finding: { do: "send" as const, data } }];
    return breaker.words.line({ facts: { needed } as never, n: 10, unknown: 0, sampled: null, judged, chosen });
  };
  expect(line("closed")).toMatchObject({ n: 0, text: "closed: bank" });
  for (const state of ["disabled", "metrics_only"] as const)
    expect(line(state)).toMatchObject({ n: 10, text: expect.stringContaining("nothing protects bank"), tone: "warn" });
});
