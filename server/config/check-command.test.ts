import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

function check(text: string | null) {
  const folder = mkdtempSync(join(tmpdir(), "redrive-check-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "shop.yaml");
  if (text !== null) writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync(process.execPath, ["server/config/check-command.ts", file], { encoding: "utf8" });
  return { status, said: (stdout + stderr).replaceAll(file, "shop.yaml") };
}

test("a file that is fine is told with its sources", () => {
  const { status, said } = check('sources: { shop: { kind: sqs, region: eu-west-1, queues: ["*-dlq"] } }');
  expect([status, said]).toEqual([0, "shop.yaml is fine. Sources: 1\n  shop: sqs, 1 entry in queues\n"]);
});

test("one that is refused is told with all its problems, and no file is none that is fine", () => {
  const refused = check("http: { prot: 4400 }\nreplay: { limit: 0 }\n");
  expect(refused.status).toBe(1);
  expect(refused.said).toBe(
    'The configuration is refused:\n  shop.yaml:1:9  unknown key "prot"; did you mean "port"?\n  shop.yaml:2:11  replay.limit must be at least 1\n',
  );
  expect(check(null)).toMatchObject({ status: 1, said: expect.stringContaining("There is no file shop.yaml.") });
});
