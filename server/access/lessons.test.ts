import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readConfig } from "../config/read.ts";

/**
 * What other consoles, and what we are built on, had to learn. A lesson that is a rule about our own text is tested here; any other names the file and the
 * test that keeps it.
 */
const kept: readonly (readonly [lesson: string, file: string, test: string])[] = [
  ["CVE-2026-5562: a guard on one endpoint is no guard", "server/http/lessons.db.test.ts", "CVE-2026-5562"],
  ["CVE-2026-5562: every procedure demands a permission", "server/trpc/refusals.db.test.ts", "is refused to somebody who may do nothing"],
  [
    "CVE-2024-32030: an address in the config cannot be one of the machine's own services",
    "server/outbound/rule.test.ts",
    "is asked for nobody",
  ],
  ["CVE-2026-66077, CVE-2026-57213: what a broker says is text", "e2e/hostile-message.spec.ts", "script, a large body"],
  [
    "CVE-2026-67421, CVE-2026-67237: what goes wrong at sign-on is said in words of ours",
    "e2e/single-sign-on.spec.ts",
    "what goes wrong is said in our words",
  ],
  ["CVE-2026-66070: no answer is for another site", "server/http/lessons.db.test.ts", "CVE-2026-66070"],
  ["CVE-2019-11287: headers have a limit", "e2e/answers.spec.ts", "what Node itself refuses"],
  ["CVE-2022-30034: who has not signed in gets nothing", "server/http/lessons.db.test.ts", "CVE-2022-30034"],
  [
    "CVE-2020-13927: the console is never open beyond its machine",
    "server/config/half-secured.test.ts",
    "must be 127.0.0.1, ::1 or localhost without signIn",
  ],
  ["CVE-2020-17526: default secrets are refused", "server/config/half-secured.test.ts", "is refused, and not repeated"],
  [
    "CVE-2023-40712, CVE-2026-49487: secrets are masked in every view",
    "server/config/read.test.ts",
    "no secret value is in the masked view or in a refusal",
  ],
  ["GHSA-wvhq-wp8g-c7vq: no header means that a request comes from inside", "server/http/lessons.db.test.ts", "x-request-from"],
  ["AKHQ: half secured does not start", "server/config/half-secured.test.ts", "mean nothing without signIn"],
  ["kafbat: a forged request changes nothing", "server/access/origin.test.ts", "comes from the console's own pages only"],
  ["CVE-2025-29927: the guards do not rest on what a caller can skip", "e2e/lessons.spec.ts", "CVE-2025-29927"],
  ["CVE-2026-44578: an upgrade and an absolute address lead nowhere", "e2e/answers.spec.ts", "an upgrade is no door"],
  ["CVE-2025-55182: there is no server action", "e2e/lessons.spec.ts", "CVE-2025-55182"],
  ["CVE-2025-68130: keys of every object change none", "server/http/lessons.db.test.ts", "CVE-2025-68130"],
];

test.each(kept)("%s", (_lesson, file, name) => {
  expect(readFileSync(file, "utf8")).toContain(name);
});

const product = globSync(["app/**/*.{ts,tsx}", "components/**/*.{ts,tsx}", "server/**/*.{ts,mjs}", "*.ts"]).filter(
  (file) => !/\.test\.tsx?$|^server\/testing\/|\.config\.ts$/.test(file),
);

/** Which files of the product say it. */
function saying(words: RegExp): readonly string[] {
  return product.filter((file) => words.test(readFileSync(file, "utf8")));
}

test("the product's own text is what is read", () => {
  expect(product.length).toBeGreaterThan(400);
  expect(saying(/sessionStorage/)).toEqual(["components/kept.ts"]);
});

test("CVE-2023-52251, text of people is never run as a program", () => {
  expect(saying(/\beval\(|\bnew Function\b|["'](?:node:)?vm["']|setTimeout\(\s*["'`]|\bimport\(\s*[a-z]\w*\s*\)/)).toEqual([]);
});

test("CVE-2019-11291 and CVE-2023-1892, no text becomes markup", () => {
  expect(saying(/dangerouslySetInnerHTML|\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|srcDoc/)).toEqual([]);
});

test("CVE-2017-4965, nothing that opens a door is kept where scripts read it", () => {
  expect(saying(/localStorage|indexedDB|document\.cookie|cookieStore/)).toEqual(["components/time-zone.tsx"]);
  // What somebody typed and has not sent.
  expect(readFileSync("components/kept.ts", "utf8")).not.toMatch(/token|password|session id/i);
});

test("CVE-2026-67404, a certificate is never let through unseen", () => {
  expect(saying(/rejectUnauthorized:\s*false|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity/)).toEqual([
    "server/process/health-command.ts",
  ]);
});

test("CVE-2025-55182, there are no server actions", () => {
  expect(saying(/["']use server["']/)).toEqual([]);
});

test("CVE-2023-25194, a client takes the options that are listed, and no others", () => {
  const with_ = (line: string) => () => readConfig(`sources: { k: { kind: kafka, brokers: ["k:9092"], ${line} } }`, "redrive.yaml", {});
  for (const key of ["sasl.jaas.config", "jaas", "jmx", "properties", "security.protocol"])
    expect(with_(`"${key}": "com.sun.security.auth.module.JndiLoginModule required"`)).toThrow(`unknown key "${key}"`);
  expect(with_('sasl: { mechanism: plain, username: u, password: p, "jaas.config": x }')).toThrow('unknown key "jaas.config"');
});

/** The first release that has the mend. */
const mended: Readonly<Record<string, string>> = {
  next: "16.2.11", // CVE-2025-29927, CVE-2025-66478, CVE-2026-44573, CVE-2026-44574, CVE-2026-44578, CVE-2026-23870
  "react-dom": "19.2.3", // CVE-2025-55182
  "@trpc/server": "11.8.0", // CVE-2025-68130, CVE-2025-43855
  "drizzle-orm": "0.45.2", // CVE-2026-39356
};

test.each(Object.entries(mended))("%s is at %s or later", (name, least) => {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, { version: string }> };
  const numbers = (version: string) => version.split(/[.-]/).slice(0, 3).map(Number);
  const [have, need] = [numbers(lock.packages[`node_modules/${name}`]?.version ?? ""), numbers(least)];
  const first = have.findIndex((part, at) => part !== need[at]);
  expect(first === -1 || (have[first] ?? 0) > (need[first] ?? 0)).toBe(true);
});
