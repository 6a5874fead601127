import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { demandPrograms, runOrExplain } from "./programs.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
beforeEach(() => {
  vi.spyOn(process, "getuid").mockReturnValue(1000);
  vi.stubEnv("PATH", "");
});

test("whoever cannot install is told all that is missing at once, and how to get it", () => {
  const demand = () => demandPrograms(["default-jre-headless", "maven", "kcat"]);
  expect(demand).toThrow("Java 17 or newer, for SQS and Kafka (default-jre-headless), or name your own in REDRIVE_TEST_SQS_ENDPOINT and ");
  expect(demand).toThrow("As root on Debian: apt-get install default-jre-headless maven kcat");
});

test("what variables name is not demanded of npm test", () => {
  for (const name of ["SQS_ENDPOINT", "KAFKA_BROKERS", "RABBITMQ_URL", "RABBITMQ_MANAGEMENT_URL", "MARIADB_URL"])
    vi.stubEnv(`REDRIVE_TEST_${name}`, "x");
  vi.stubEnv("REDRIVE_CHROMIUM", "/opt/chromium");
  expect(() => demandPrograms()).toThrow(/^Programs are missing that npm cannot install:\n {2}kcat \(kcat\)\n[^]*: apt-get install kcat/);
  expect(() => demandPrograms()).not.toThrow(/Java|Maven|RabbitMQ|MariaDB|Chromium/);
});

test("a command that fails says why, whichever way it printed it", () => {
  vi.unstubAllEnvs();
  const fail = () => runOrExplain("sh", ["-c", "echo no such artifact; echo no route to host >&2; exit 3"]);
  expect(fail).toThrow(/exit code 3\nno such artifact\nno route to host$/);
});
