import { describe, expect, test } from "vitest";
import { actuatorBody } from "../testing/actuator.ts";
import { actuatorKind } from "./kinds/actuator.ts";
import { probeKind } from "./kinds/probe.ts";
import { prometheusKind } from "./kinds/prometheus.ts";
import type { Answer } from "./reading-kind.ts";
import { readAnswers } from "./read-spec.ts";
import type { Reading } from "./reading.ts";

const at = 1_800_000_000_000;
const answer = (body: string, fields: Partial<Answer> = {}): Answer => ({
  problem: null,
  status: 200,
  contentType: "",
  body: new TextEncoder().encode(body),
  ...fields,
});
const silent: Answer = { problem: "It did not answer within 5 seconds.", status: 0, contentType: "", body: new Uint8Array() };
const asked = { name: "bank", address: "pay:8080", at, before: [] as readonly Reading[] };
const states = (readings: readonly Reading[]) => readings.map(({ breaker, state }) => `${breaker} ${state}`);

const actuator = (body: string, own: object = {}, before: readonly Reading[] = []) =>
  readAnswers(actuatorKind, [answer(body)], { ...asked, own, before });

describe("resilience4j at the actuator", () => {
  test.each([
    ["CLOSED", "closed"],
    ["OPEN", "open"],
    ["HALF_OPEN", "half_open"],
    ["FORCED_OPEN", "forced_open"],
    ["DISABLED", "disabled"],
    ["METRICS_ONLY", "metrics_only"],
    ["SOMETHING_NEW", "unknown"],
    ["constructor", "unknown"],
  ])("%s is %s", (said, state) => {
    expect(states(actuator(actuatorBody(said)))).toEqual([`gateway ${state}`]);
  });

  test("percentages are texts, and -1 says that it has too few calls", () => {
    const body = `{"circuitBreakers":{"a":{"failureRate":"33.333332%","failureRateThreshold":"50.0%","bufferedCalls":3,"notPermittedCalls":1,"state":"CLOSED"},
      "b":{"failureRate":"-1.0%","failureRateThreshold":"50.0%","bufferedCalls":0,"notPermittedCalls":0,"state":"CLOSED"}}}`;
    expect(actuator(body)).toMatchObject([
      { breaker: "a", failureRate: 33.333332, threshold: 50, calls: 3, rejected: 1 },
      { breaker: "b", failureRate: null, threshold: 50, calls: 0, rejected: 0 },
    ]);
  });

  test("a breaker that is not there is unknown, not closed", () => {
    expect(actuator(actuatorBody("CLOSED"), { breaker: "other" })).toMatchObject([
      { breaker: "bank", state: "unknown", why: "No such breaker is told there." },
    ]);
    expect(states(actuator(`{"circuitBreakers":{}}`))).toEqual(["bank unknown"]);
  });
});

describe("answers that are none", () => {
  test.each([
    ["<html><body>Sign in</body></html>", "It answered with a page of HTML."],
    ["", "Its answer is no JSON."],
    ["[1]", "Its answer is no JSON object."],
    ["{", "Its answer is no JSON."],
  ])("%j is unknown", (body, why) => {
    expect(actuator(body)).toMatchObject([{ state: "unknown", why }]);
  });

  test("what was known before is unknown then, and known again afterwards", () => {
    const first = actuator(actuatorBody("CLOSED"));
    const broken = readAnswers(actuatorKind, [answer("no", { status: 503 })], { ...asked, own: {}, before: first });
    expect(broken).toMatchObject([{ breaker: "gateway", state: "unknown", why: "It answered with status 503." }]);
    expect(states(readAnswers(actuatorKind, [silent], { ...asked, own: {}, before: first }))).toEqual(["gateway unknown"]);
    expect(states(actuator(actuatorBody("OPEN"), {}, broken))).toEqual(["gateway open"]);
  });

  test("a redirect is no answer", () => {
    expect(readAnswers(actuatorKind, [answer("", { status: 302 })], { ...asked, own: {} })).toMatchObject([
      { state: "unknown", why: "It answered with status 302." },
    ]);
  });

  test("a breaker that is told no more is unknown for ten minutes, then gone", () => {
    const before = actuator(actuatorBody("CLOSED", "old"));
    const soon = actuator(actuatorBody("CLOSED", "new"), {}, before);
    expect(states(soon)).toEqual(["new closed", "old unknown"]);
    const later = readAnswers(actuatorKind, [answer(actuatorBody("CLOSED", "new"))], { ...asked, at: at + 600_000, own: {}, before: soon });
    expect(states(later)).toEqual(["new closed"]);
  });
});

const gauge = (values: Readonly<Record<string, string>>, labels = `name="gateway"`) =>
  ["# TYPE resilience4j_circuitbreaker_state gauge"]
    .concat(Object.entries(values).map(([state, value]) => `resilience4j_circuitbreaker_state{${labels},state="${state}",} ${value}`))
    .join("\n");
const off = { closed: "0.0", open: "0.0", half_open: "0.0", forced_open: "0.0", disabled: "0.0", metrics_only: "0.0" };
const metrics = (body: string, own: object = { library: "resilience4j" }) => readAnswers(prometheusKind, [answer(body)], { ...asked, own });

describe("metrics in the text of Prometheus", () => {
  test.each(Object.keys(off))("exactly one state is 1: %s", (state) => {
    expect(states(metrics(gauge({ ...off, [state]: "1.0" })))).toEqual([`gateway ${state}`]);
  });

  test.each([
    ["none is 1", off, "It tells no state."],
    ["two are 1", { ...off, closed: "1", open: "1" }, "It tells more than one state."],
    ["one is NaN", { ...off, closed: "1", open: "NaN" }, "Its state has a value that is neither 0 nor 1."],
    ["one is infinite", { ...off, closed: "+Inf" }, "Its state has a value that is neither 0 nor 1."],
    ["one is missing", { closed: "1", open: "0" }, "Some of its states are missing."],
    ["it is a word of JavaScript", { ...off, constructor: "1" }, "It tells a state that is not known here."],
  ])("unknown where %s", (_, values, why) => {
    expect(metrics(gauge(values))).toMatchObject([{ breaker: "gateway", state: "unknown", why }]);
  });

  test("names may hold quotes and backslashes, and other series are left", () => {
    const name = String.raw`name="a\"b\\c{},"`;
    const others = `jvm_threads 12\nhttp_requests_total{uri="/x\\"y"} 3 1712345678901\nresilience4j_circuitbreaker_failure_rate{${name}} -1.0`;
    expect(metrics(`${others}\n${gauge({ ...off, open: "1.0" }, name)}`)).toMatchObject([
      { breaker: String.raw`a"b\c{},`, state: "open", failureRate: null },
    ]);
  });

  test.each([
    ["<html></html>", "It answered with a page of HTML."],
    ["", "Its answer holds no metrics."],
    ["resilience4j_circuitbreaker_state{name=} 1", "A line of its metrics cannot be read."],
    ["jvm_threads 12", "No such breaker is told there."],
  ])("%j is unknown", (body, why) => {
    expect(metrics(body)).toMatchObject([{ state: "unknown", why }]);
  });

  test("SmallRye tells its state for each guarded method", () => {
    const body = ["closed 0.0", "open 0.0", "halfOpen 1.0"]
      .map((one) => one.split(" "))
      .map(([state, value]) => `ft_circuitbreaker_state_current{state="${state}",method="com.shop.Pay.charge",} ${value}`)
      .join("\n");
    expect(states(metrics(body, { library: "smallrye" }))).toEqual(["com.shop.Pay.charge half_open"]);
  });
});

test("a kind that fails in any way on what it is answered leaves its breakers unknown", () => {
  const parse = () => String({ toString: 1 }) as never;
  expect(readAnswers({ ...probeKind, parse }, [answer("x")], { ...asked, own: {} })).toMatchObject([
    { state: "unknown", why: "Its answer cannot be read." },
  ]);
});

describe("a health probe", () => {
  const own = { statuses: [200], failures: 3 };
  const probe = (one: Answer, before: readonly Reading[] = []) => readAnswers(probeKind, [one], { ...asked, own, before });

  test("is closed by one good answer, and open only by several bad ones in a row", () => {
    let readings = probe(answer("ok"));
    expect(readings).toMatchObject([{ state: "closed", method: "probed" }]);
    const said = [silent, answer("", { status: 503 }), silent, answer("", { status: 302 })].map((one) => {
      readings = probe(one, readings);
      return readings.map(({ state }) => state).join();
    });
    expect(said).toEqual(["unknown", "unknown", "open", "open"]);
    expect(states(probe(answer("ok"), readings))).toEqual(["health closed"]);
  });
});
