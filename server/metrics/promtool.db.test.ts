import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { demandPrograms } from "../testing/programs.ts";
import { testDatabase } from "../testing/database.ts";
import { testContext } from "../testing/context.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { boomerangs, failedImports, measureProcess, processRegistry, replayed } from "./counters.ts";
import { readState } from "./read-state.ts";

demandPrograms(["prometheus"]);

function promtool(words: readonly string[], input = ""): { readonly status: number | null; readonly says: string } {
  const { status, stdout, stderr } = spawnSync("promtool", words, { input, encoding: "utf8" });
  return { status, says: `${stdout}${stderr}` };
}

test("the rules of the guide are rules, and fire at the numbers of their tests", () => {
  const checked = promtool(["check", "rules", "docs/guide/prometheus-rules.yaml"]);
  expect(checked, checked.says).toMatchObject({ status: 0 });
  const tested = promtool(["test", "rules", "server/metrics/rules.promtool.yaml"]);
  expect(tested, tested.says).toMatchObject({ status: 0 });
});

test("Prometheus reads what is exported, hostile names too, and finds fault with none of Redrive's own metrics", async () => {
  const ctx = testContext(await testDatabase());
  measureProcess();
  const queue = 'a "b"\\\nc\u202e€';
  await capture(ctx, await watchQueue(ctx, queue), [rawMessage()]);
  boomerangs.inc({ source: "shop", queue });
  failedImports.inc({ source: "shop", queue });
  replayed.inc({ outcome: "confirmed" });
  const text = `${await processRegistry.metrics()}\n${await readState(async () => ctx)}`;
  const { status, says } = promtool(["check", "metrics"], text);
  expect(says).not.toMatch(/error while linting|unexpected|invalid/i);
  expect(status === 0 || status === 3, says).toBe(true);
  expect(says.split("\n").filter((line) => /^(?:dlq|redrive)_/.test(line))).toEqual([]);
});
