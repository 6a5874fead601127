import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as after } from "node:timers/promises";
import CircuitBreaker10 from "opossum10";
import CircuitBreaker9 from "opossum9";
import PrometheusMetrics from "opossum-prometheus";
import { Registry } from "prom-client";
import { describe, expect, onTestFinished, test } from "vitest";
import { Outbound } from "../outbound/outbound.ts";
import { serviceRule } from "../outbound/rule.ts";
import { opossumKind } from "./kinds/opossum.ts";
import type { ReadingSpec } from "./downstream.ts";
import type { Reading } from "./reading.ts";
import { readSpec } from "./read-spec.ts";

/** A breaker of opossum, served as JSON and as metrics, and a reader of either that remembers what it read. */
async function serve(Opossum: Opossum) {
  const breaker = new Opossum(
    async (fails) => {
      if (fails) throw new Error("no");
      return 1;
    },
    { name: "charge", resetTimeout: 100, volumeThreshold: 2, errorThresholdPercentage: 50 },
  );
  const metrics = new PrometheusMetrics({ circuits: [breaker], registry: new Registry() });
  const server = createServer(async (request, response) => {
    response.end(request.url === "/metrics" ? await metrics.metrics : JSON.stringify([breaker]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const outbound = new Outbound(serviceRule(["127.0.0.1"]));
  onTestFinished(() => {
    breaker.shutdown();
    outbound.close();
    server.close();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const readerOf = (spec: Pick<ReadingSpec, "kind" | "own">) => {
    let before: readonly Reading[] = [];
    return async () => {
      const full = { ...spec, urls: [address], sends: {}, key: spec.kind };
      before = await readSpec(outbound, full, { name: "bank", before, at: new Date(), signal: new AbortController().signal });
      return before.map(({ breaker: name, state }) => `${name} ${state}`).join();
    };
  };
  const fail = async () => {
    for (let n = 0; n < 3; n++) await breaker.fire(true).catch(() => {});
  };
  return {
    breaker,
    fail,
    address,
    json: readerOf({ kind: "opossum", own: {} }),
    metrics: readerOf({ kind: "prometheus", own: { library: "opossum", path: "/metrics" } }),
  };
}

describe.each([
  ["9", CircuitBreaker9],
  ["10", CircuitBreaker10],
])("opossum %s", (_, Opossum) => {
  test("every state is read from its JSON", async () => {
    const { breaker, fail, json, address } = await serve(Opossum);
    expect(await json()).toBe("charge closed");
    await fail();
    expect(await json()).toBe("charge open");
    const body = new Uint8Array(await (await fetch(address)).arrayBuffer());
    const [told] = opossumKind.parse(
      [{ problem: null, status: 200, contentType: "application/json", body }],
      {},
      { instance: "a", at: 0, before: [] },
    );
    // The third call was rejected, and failed nowhere.
    expect(told).toMatchObject({ failureRate: 100, calls: 2, rejected: 1 });
    await after(150);
    expect(await json()).toBe("charge half_open");
    await breaker.fire(false);
    expect(await json()).toBe("charge closed");
    breaker.disable();
    expect(await json()).toBe("charge disabled");
    breaker.enable();
    breaker.open();
    expect(await json()).toBe("charge open");
    breaker.shutdown();
    expect(await json()).toBe("charge unknown");
  });

  test("its metrics tell what opened and closed since the last reading", async () => {
    const { breaker, fail, metrics } = await serve(Opossum);
    await breaker.fire(false);
    expect(await metrics()).toBe("charge closed");
    await fail();
    expect(await metrics()).toBe("charge open");
    await after(150);
    // It does not say that it is half-open.
    expect(await metrics()).toBe("charge open");
    await breaker.fire(false);
    expect(await metrics()).toBe("charge closed");
  });
});
