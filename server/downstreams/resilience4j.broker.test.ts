import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Outbound } from "../outbound/outbound.ts";
import { serviceRule } from "../outbound/rule.ts";
import { type Boot, startGatewayApp } from "../testing/gateway-app.ts";
import { freePorts } from "../testing/ports.ts";
import { demandPrograms } from "../testing/programs.ts";
import type { ReadingSpec } from "./downstream.ts";
import type { Reading } from "./reading.ts";
import { readSpec } from "./read-spec.ts";

const outbound = new Outbound(serviceRule(["127.0.0.1"]));
afterAll(() => outbound.close());

/** Reads again and again, as the poller does. */
function reader(url: string, spec: Pick<ReadingSpec, "kind" | "own">) {
  let before: readonly Reading[] = [];
  return async () => {
    const full = { ...spec, urls: [url], sends: {}, key: spec.kind };
    before = await readSpec(outbound, full, { name: "bank", before, at: new Date(), signal: new AbortController().signal });
    return before;
  };
}
const states = async (read: () => Promise<readonly Reading[]>) => (await read()).map(({ breaker, state }) => `${breaker} ${state}`);

/** A real Prometheus that scrapes one application each second. */
async function startPrometheus(target: string): Promise<{ readonly url: string; kill(): void }> {
  demandPrograms(["prometheus"]);
  const folder = mkdtempSync(join(tmpdir(), "redrive-prometheus-"));
  const config = join(folder, "prometheus.yml");
  const scrape = { job_name: "pay", metrics_path: "/actuator/prometheus", static_configs: [{ targets: [target] }] };
  writeFileSync(config, JSON.stringify({ global: { scrape_interval: "1s", scrape_timeout: "1s" }, scrape_configs: [scrape] }));
  const [port = 0] = await freePorts(1);
  const server = spawn(
    "prometheus",
    [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, "data")}`, `--web.listen-address=127.0.0.1:${port}`],
    { stdio: "ignore" },
  );
  return { url: `http://127.0.0.1:${port}`, kill: () => void server.kill("SIGKILL") };
}

describe.each<[Boot]>([["3.5.8"], ["4.1.2"]])("resilience4j on Spring Boot %s", (boot) => {
  let app: Awaited<ReturnType<typeof startGatewayApp>>;
  let prometheus: Awaited<ReturnType<typeof startPrometheus>>;

  beforeAll(async () => {
    app = await startGatewayApp(boot);
    prometheus = await startPrometheus(new URL(app.url).host);
  }, 300_000);
  afterAll(() => {
    app.kill();
    prometheus.kill();
  });

  const soon = { timeout: 20_000, interval: 200 };
  const ofServer = () => reader(prometheus.url, { kind: "prometheus_server", own: { library: "resilience4j", job: "pay" } });

  test("every state is read from the actuator, from metrics and from a Prometheus", async () => {
    const actuator = reader(app.url, { kind: "actuator", own: { path: "/actuator/circuitbreakers" } });
    const metrics = reader(app.url, { kind: "prometheus", own: { library: "resilience4j", path: "/actuator/prometheus" } });
    const server = ofServer();
    for (const state of ["OPEN", "HALF_OPEN", "FORCED_OPEN", "DISABLED", "METRICS_ONLY", "CLOSED"]) {
      await app.to(state);
      const expected = [`gateway ${state.toLowerCase()}`];
      expect(await states(actuator)).toEqual(expected);
      expect(await states(metrics)).toEqual(expected);
      await vi.waitFor(async () => expect(await states(server)).toEqual(expected), soon);
    }
    const [told] = await actuator();
    expect(told).toMatchObject({ failureRate: null, threshold: 50, calls: 0, rejected: 0 });
  });

  test("an application that is killed while it says closed is unknown, never closed", async () => {
    const server = ofServer();
    const actuator = reader(app.url, { kind: "actuator", own: { path: "/actuator/circuitbreakers" } });
    await vi.waitFor(async () => expect(await states(server)).toEqual(["gateway closed"]), soon);
    expect(await states(actuator)).toEqual(["gateway closed"]);
    app.kill();
    await vi.waitFor(async () => expect(await states(actuator)).toEqual(["gateway unknown"]), soon);
    await vi.waitFor(async () => expect((await server()).map(({ state }) => state)).toEqual(["unknown"]), soon);
  });
});
