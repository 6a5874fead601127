import { describe, expect, test } from "vitest";
import { envoyKind } from "./kinds/envoy.ts";
import { hystrixKind } from "./kinds/hystrix.ts";
import { prometheusKind } from "./kinds/prometheus.ts";
import { prometheusServerKind } from "./kinds/prometheus-server.ts";
import { readAnswers } from "./read-spec.ts";
import type { Reading } from "./reading.ts";

const at = 1_800_000_000_000;
const answer = (body: string, status = 200) => ({ problem: null, status, contentType: "", body: new TextEncoder().encode(body) });
const asked = { name: "bank", address: "pay:8080", at, before: [] as readonly Reading[] };
const states = (readings: readonly Reading[]) => readings.map(({ breaker, state }) => `${breaker} ${state}`);

/** Scrapes one after the other, each with what the last one said. */
function scrapes(library: string, ...bodies: readonly string[]): readonly string[] {
  let before: readonly Reading[] = [];
  return bodies.map((body) => {
    before = readAnswers(prometheusKind, [answer(body)], { ...asked, own: { library }, before });
    expect(before.every(({ method, state }) => library === "envoy" || state === "unknown" || method === "inferred")).toBe(true);
    return states(before).join();
  });
}

describe("opossum-prometheus counts events", () => {
  const circuit = (events: Readonly<Record<string, number>>) =>
    ["# TYPE shop_circuit counter", "up_since 1"]
      .concat(Object.entries(events).map(([event, n]) => `shop_circuit{name="charge",event="${event}"} ${n}`))
      .join("\n");

  test("a breaker that never opened is closed; then what was counted last says", () => {
    const said = scrapes(
      "opossum",
      circuit({ fire: 3 }),
      circuit({ fire: 9, open: 1 }),
      circuit({ fire: 12, open: 1 }),
      circuit({ fire: 13, open: 1, close: 1 }),
    );
    expect(said).toEqual(["charge closed", "charge open", "charge open", "charge closed"]);
  });

  test("what opened before the first reading is unknown until something tells", () => {
    const rejecting = scrapes(
      "opossum",
      circuit({ open: 2, close: 1 }),
      circuit({ open: 2, close: 1 }),
      circuit({ open: 2, close: 1, reject: 3 }),
    );
    expect(rejecting).toEqual(["charge unknown", "charge unknown", "charge open"]);
    expect(scrapes("opossum", circuit({ open: 2, close: 1 }), circuit({ open: 2, close: 1, success: 4 }))[1]).toBe("charge closed");
  });

  test("opened and closed in between, or started again, is unknown", () => {
    expect(scrapes("opossum", circuit({ fire: 1 }), circuit({ fire: 9, open: 2, close: 1 }))[1]).toBe("charge unknown");
    expect(scrapes("opossum", circuit({ open: 5, close: 4 }), circuit({ open: 1 }))[1]).toBe("charge unknown");
  });
});

test("Polly tells nothing of a breaker before its first transition", () => {
  const events = (counts: Readonly<Record<string, number>>) =>
    ["dotnet_up 1"]
      .concat(
        Object.entries(counts).map(
          ([event, n]) => `resilience_polly_strategy_events_total{event_name="${event}",pipeline_name="bank",strategy_name="breaker"} ${n}`,
        ),
      )
      .join("\n");
  const said = scrapes(
    "polly",
    events({ OnRetry: 4 }),
    events({ OnCircuitOpened: 1 }),
    events({ OnCircuitOpened: 1, OnCircuitHalfOpened: 1 }),
    events({ OnCircuitOpened: 1, OnCircuitHalfOpened: 1, OnCircuitClosed: 1 }),
    events({ OnCircuitOpened: 2, OnCircuitHalfOpened: 1, OnCircuitClosed: 1 }),
  );
  // The first one is not told which breakers there are.
  expect(said.map((one) => one.split(",")[0])).toEqual([
    "bank unknown",
    "bank/breaker unknown",
    "bank/breaker half_open",
    "bank/breaker closed",
    "bank/breaker open",
  ]);
});

describe("Envoy", () => {
  test.each([
    ["no limit is reached", { rq_open: "0" }, "0", "closed"],
    ["a limit is reached", { rq_open: "1" }, "0", "open"],
    ["some hosts are ejected", { rq_open: "0" }, "1", "half_open"],
    ["all hosts are ejected", { rq_open: "0" }, "3", "open"],
    ["a limit is no number", { rq_open: "NaN" }, "0", "unknown"],
  ])("in its metrics, where %s", (_, gauges, out, state) => {
    const label = `envoy_cluster_name="bank"`;
    const body = [
      ...Object.entries(gauges).map(([name, value]) => `envoy_cluster_circuit_breakers_default_${name}{${label}} ${value}`),
      `envoy_cluster_outlier_detection_ejections_active{${label}} ${out}`,
      `envoy_cluster_membership_total{${label}} 3`,
    ].join("\n");
    expect(scrapes("envoy", body)).toEqual([`bank ${state}`]);
    expect(scrapes("envoy", body.replaceAll("envoy_cluster_name", "cluster_name"))).toEqual([`bank ${state}`]);
  });

  const clusters = (...hosts: readonly object[]) =>
    JSON.stringify({
      cluster_statuses: [
        { name: "other", host_statuses: [] },
        { name: "bank", host_statuses: hosts.map((health_status) => ({ health_status })) },
      ],
    });
  test.each([
    [[{ eds_health_status: "HEALTHY" }], "closed"],
    [[{ eds_health_status: "HEALTHY" }, { failed_outlier_check: true, eds_health_status: "HEALTHY" }], "half_open"],
    [[{ failed_outlier_check: true }], "open"],
    [[{ failed_active_health_check: true }], "open"],
    [[], "unknown"],
  ])("on its admin page %j is %s", (hosts, state) => {
    expect(states(readAnswers(envoyKind, [answer(clusters(...hosts))], { ...asked, own: { cluster: "bank" } }))).toEqual([`bank ${state}`]);
  });

  test("a cluster that is not there is unknown", () => {
    expect(states(readAnswers(envoyKind, [answer(clusters({}))], { ...asked, own: { cluster: "gone" } }))).toEqual(["bank unknown"]);
    expect(states(readAnswers(envoyKind, [answer("{}")], { ...asked, own: { cluster: "bank" } }))).toEqual(["bank unknown"]);
  });
});

describe("the stream of Hystrix", () => {
  const event = (fields: object) =>
    `data: ${JSON.stringify({ type: "HystrixCommand", name: "Charge", errorPercentage: 60, requestCount: 10, rollingCountShortCircuited: 4, propertyValue_circuitBreakerErrorThresholdPercentage: 50, ...fields })}\n\n`;
  const read = (body: string) => readAnswers(hystrixKind, [answer(body)], { ...asked, own: {} });

  test("the newest event of each command counts", () => {
    const body = `: ping\n\n${event({ isCircuitBreakerOpen: true })}data: {"type":"HystrixThreadPool","name":"Charge"}\n\n${event({ isCircuitBreakerOpen: false })}${event({ name: "Refund", isCircuitBreakerOpen: true })}data: {"type":"Hystr`;
    expect(read(body)).toMatchObject([
      { breaker: "Charge", state: "closed", failureRate: 60, threshold: 50, calls: 10, rejected: 4 },
      { breaker: "Refund", state: "open" },
    ]);
  });

  test("a Turbine counts instances; one that says nothing is unknown", () => {
    expect(states(read(event({ isCircuitBreakerOpen: { true: 1, false: 3 } })))).toEqual(["Charge open"]);
    expect(states(read(event({ isCircuitBreakerOpen: { false: 3 } })))).toEqual(["Charge closed"]);
    expect(states(read(event({ isCircuitBreakerOpen: null })))).toEqual(["Charge unknown"]);
    expect(states(read(": ping\n\n"))).toEqual(["bank unknown"]);
  });
});

describe("a Prometheus server", () => {
  const all = ["closed", "open", "half_open", "forced_open", "disabled", "metrics_only"];
  const series = (metric: object, value: string) => ({ metric, value: [at / 1_000, value] });
  const vector = (result: readonly object[]) => answer(JSON.stringify({ status: "success", data: { resultType: "vector", result } }));
  const gauge = (instance: string, state: string, name = "gateway") =>
    all.map((one) =>
      series({ __name__: "resilience4j_circuitbreaker_state", job: "pay", instance, name, state: one }, one === state ? "1" : "0"),
    );
  const times = (values: readonly { readonly metric: object }[], seconds: number) =>
    values.map(({ metric }) => series({ ...metric, __name__: undefined }, String(seconds)));
  const up = (instance: string, value: string) => series({ __name__: "up", job: "pay", instance }, value);
  const own = { library: "resilience4j", job: "pay" };
  const read = (values: ReturnType<typeof gauge>, ups: readonly object[], ageSeconds = 5) =>
    readAnswers(prometheusServerKind, [vector(values), vector(times(values, at / 1_000 - ageSeconds)), vector(ups)], { ...asked, own });

  test("each instance tells its state, with the time of its sample", () => {
    const told = read([...gauge("a:1", "closed"), ...gauge("b:1", "open")], [up("a:1", "1"), up("b:1", "1")], 20);
    expect(told).toMatchObject([
      { breaker: "gateway", instance: "a:1", state: "closed", at: at - 20_000 },
      { breaker: "gateway", instance: "b:1", state: "open" },
    ]);
  });

  test("a target that is down is unknown, whether its series are gone or stay behind", () => {
    expect(read(gauge("a:1", "closed"), [up("a:1", "1"), up("b:1", "0")])).toMatchObject([
      { instance: "a:1", state: "closed" },
      { instance: "b:1", breaker: "gateway", state: "unknown", why: "Prometheus does not reach it now." },
    ]);
    expect(read(gauge("a:1", "closed"), [up("a:1", "0")])).toMatchObject([{ instance: "a:1", state: "unknown" }]);
    expect(read(gauge("a:1", "closed"), [])).toMatchObject([{ instance: "a:1", state: "unknown" }]);
    expect(read([], [up("a:1", "1")])).toMatchObject([{ state: "unknown", why: "It tells no breaker to Prometheus." }]);
    expect(read([], [])).toMatchObject([{ breaker: "bank", state: "unknown" }]);
  });

  test.each([
    ["NaN", gauge("a:1", "closed").map((one, n) => (n === 0 ? series(one.metric, "NaN") : one))],
    ["two states", gauge("a:1", "closed").map((one, n) => (n === 1 ? series(one.metric, "1") : one))],
    ["no state", gauge("a:1", "none")],
    ["lost series", gauge("a:1", "closed").slice(0, 5)],
  ])("%s is unknown", (_, values) => {
    expect(read(values, [up("a:1", "1")])).toMatchObject([{ instance: "a:1", state: "unknown" }]);
  });

  test.each([
    [answer(`{"status":"error","errorType":"bad_data","error":"no"}`, 400), "Prometheus refused the question."],
    [answer(`{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}`), "Prometheus answered with no vector."],
    [answer("Service Unavailable", 503), "Its answer is no JSON."],
  ])("an answer that is none is unknown", (broken, why) => {
    expect(readAnswers(prometheusServerKind, [broken, broken, broken], { ...asked, own })).toMatchObject([{ state: "unknown", why }]);
  });

  test("it asks for the state of the job, the time of each sample, and which targets are up", () => {
    const urls = prometheusServerKind.paths({ library: "resilience4j", job: `pa"y` }, new URL("http://prometheus:9090/prom/"));
    expect(urls.map(({ pathname }) => pathname)).toEqual(Array(3).fill("/prom/api/v1/query"));
    expect(urls.map((url) => url.searchParams.get("query"))).toEqual([
      `resilience4j_circuitbreaker_state{job="pa\\"y"}`,
      `timestamp(resilience4j_circuitbreaker_state{job="pa\\"y"})`,
      `up{job="pa\\"y"}`,
    ]);
  });
});
