import { describe, expect, test } from "vitest";
import { deadRecord, noRules } from "../testing/heads.ts";
import { diagnoseMessage } from "./diagnose.ts";
import { orderedText } from "../sources/position.ts";
import { readOriginRecord } from "./origin-record.ts";

/**
 * What the frameworks really write, seen by running them (Spring Kafka 4.1 and 2.8, Spring Cloud Stream 5.0, Streams 4.3, SmallRye, Watermill, share
 * groups on Kafka 4.4), where a reader that trusts their documentation goes wrong. Each test is named after what lies in wait.
 */
type Headers = Parameters<typeof deadRecord>[0];

const int32 = (n: number) => Buffer.from([n >> 24, n >> 16, n >> 8, n]);
const diagnose = (headers: Headers, queue = "orders-dlt") => diagnoseMessage(deadRecord(headers, { queue }), noRules);
const wrapper = "org.springframework.kafka.listener.ListenerExecutionFailedException";

function springTrace(root: string, text: string, frame = "com.shop.Billing.charge(Billing.java:88)"): string {
  return `${wrapper}: Listener failed
\tat org.springframework.kafka.listener.KafkaMessageListenerContainer.invoke(KafkaMessageListenerContainer.java:3100)
Caused by: java.lang.IllegalStateException: could not bill
\tat com.shop.Orders.bill(Orders.java:12)
Caused by: ${root}: ${text}
\tat ${frame}`;
}

const recovered = (stack: string, cause = "java.lang.IllegalStateException"): Headers => [
  ["kafka_dlt-original-topic", "orders"],
  ["kafka_dlt-exception-fqcn", wrapper],
  ["kafka_dlt-exception-cause-fqcn", cause],
  ["kafka_dlt-exception-message", "Listener failed; could not bill"],
  ["kafka_dlt-exception-stacktrace", stack],
];

describe("Spring Kafka", () => {
  test("the cause that a header names is the first, not the root", () => {
    const found = diagnose(recovered(springTrace("java.net.SocketTimeoutException", "Read timed out")));
    expect(found).toMatchObject({ category: "timeout", frame: "Billing.charge" });
  });

  test("a key that cannot be read has its failure under other names", () => {
    const found = diagnose([
      ["kafka_dlt-original-topic", "orders"],
      ["kafka_dlt-key-exception-fqcn", "org.springframework.kafka.support.serializer.DeserializationException"],
      ["kafka_dlt-key-exception-message", "failed to deserialize"],
    ]);
    expect(found.errorType).toBe("org.springframework.kafka.support.serializer.DeserializationException");
    expect(found.errorText).toBe("failed to deserialize");
  });

  test("the counter of @RetryableTopic is appended, one ahead, and must not be sent again", () => {
    const found = diagnose([
      ["kafka_original-topic", "orders"],
      ["kafka_exception-fqcn", "java.lang.IllegalStateException"],
      ...[2, 3, 4, 5].map((n) => ["retry_topic-attempts", int32(n)] as const),
    ]);
    expect(found.attemptCount).toBe(4);
    expect(found.strips).toContain("retry_topic-attempts");
  });

  test("a time within the trace does not make a new group of each failure", () => {
    const at = (time: string) =>
      recovered(springTrace("com.shop.Refused", "no").replace("Listener failed", `Listener failed; Exception thrown at ${time}`));
    expect(diagnose(at("2026-11-23T02:49:46.123Z")).fingerprint).toBe(diagnose(at("2026-11-24T17:01:02.456Z")).fingerprint);
  });

  test("different bugs share one wrapper, and one bug comes in two wrapper texts", () => {
    const refused = springTrace("com.shop.CardRefusedException", "card refused");
    const empty = springTrace("java.lang.NullPointerException", "x is null", "com.shop.Cart.total(Cart.java:7)");
    expect(diagnose(recovered(refused)).fingerprint).not.toBe(diagnose(recovered(empty)).fingerprint);
    const other = refused.replace("Listener failed", "Listener method 'bill' threw exception");
    expect(diagnose(recovered(other)).fingerprint).toBe(diagnose(recovered(refused)).fingerprint);
  });

  test("a line within a message that looks like a cause is none", () => {
    const stack =
      "com.shop.ParseException: line 3 of the file says:\n  Caused by: the dog ate it\n\tat com.shop.Parser.read(Parser.java:9)";
    const found = diagnose(recovered(stack, "com.shop.ParseException"));
    expect(found.errorType).toBe("com.shop.ParseException");
    expect(found.frame).toBe("Parser.read");
  });
});

describe("Spring Kafka, by release and by hand", () => {
  const deserialization = "org.springframework.kafka.support.serializer.DeserializationException";

  test("what could not be deserialized names only the wrapper, and is poison all the same; its group is known", () => {
    const found = diagnose([
      ["kafka_dlt-original-topic", "orders"],
      ["kafka_dlt-original-consumer-group", "billing"],
      ["kafka_dlt-exception-fqcn", wrapper],
      ["kafka_dlt-exception-cause-fqcn", deserialization],
      ["kafka_dlt-exception-message", "failed to deserialize"],
    ]);
    expect(found).toMatchObject({
      category: "deserialization",
      verdict: "poison",
      errorType: deserialization,
      origin: { handler: "billing" },
    });
  });

  test("the older releases' counter is one byte, and a person's is text", () => {
    const counted = (value: string | Buffer) =>
      diagnose([
        ["kafka_original-topic", "orders"],
        ["retry_topic-attempts", value],
      ]).attemptCount;
    expect(counted(Buffer.of(4))).toBe(3);
    expect(counted("4")).toBe(3);
    expect(counted(int32(4))).toBe(3);
  });

  test("an excluded exception leaves a counter of two for its one attempt", () => {
    expect(
      diagnose([
        ["kafka_original-topic", "orders"],
        ["retry_topic-attempts", int32(2)],
      ]).attemptCount,
    ).toBe(1);
  });

  test("2.8's retry topics name a wrapper that only carries a time: the real error is in the trace", () => {
    const stack = `${wrapper}: Listener failed; nested exception is org.springframework.kafka.listener.TimestampedException: Exception thrown at
\tat org.springframework.kafka.listener.adapter.KafkaBackoffAwareMessageListenerAdapter.invoke(KafkaBackoffAwareMessageListenerAdapter.java:122)
Caused by: java.net.SocketTimeoutException: Read timed out
\tat com.shop.Billing.charge(Billing.java:88)`;
    const found = diagnose([
      ["kafka_original-topic", "orders"],
      ["kafka_exception-cause-fqcn", "org.springframework.kafka.listener.TimestampedException"],
      ["kafka_exception-stacktrace", stack],
    ]);
    expect(found).toMatchObject({ category: "timeout", errorType: "java.net.SocketTimeoutException", frame: "Billing.charge" });
  });

  test("what a deserializer left as a Java object is never taken for text", () => {
    const found = diagnose([
      ["kafka_dlt-original-topic", "orders"],
      ["kafka_dlt-exception-fqcn", wrapper],
      ["springDeserializerExceptionValue", Buffer.from("aced0005737200", "hex")],
    ]);
    expect(found.errorType).toBe(wrapper);
    expect(found.strips).toContain("springDeserializerExceptionValue");
  });
});

test("hand-written consumers copy Spring's names and write their numbers as text", () => {
  const { head } = deadRecord([
    ["kafka_dlt-original-topic", "orders"],
    ["kafka_dlt-original-partition", "3"],
    ["kafka_dlt-original-offset", "4242"],
  ]);
  expect(readOriginRecord(head)).toEqual({ topic: "orders", part: "3", at: orderedText(4_242) });
});

test("names that a shop made up are read as its config maps them", () => {
  const headers = { errorType: "x-why", originQueue: "x-from", attempts: "x-tries" };
  const message = deadRecord([
    ["x-why", "com.shop.Refused"],
    ["x-from", "orders"],
    ["x-tries", "3"],
  ]);
  expect(diagnoseMessage(message, { ...noRules, headers })).toMatchObject({
    errorType: "com.shop.Refused",
    origin: { queue: "orders" },
    attemptCount: 3,
  });
});

test("of two frameworks on one record the one that failed last counts, which is the one that stands last", () => {
  const spring = recovered(springTrace("java.net.SocketTimeoutException", "Read timed out"));
  const connect: Headers = [
    ["__connect.errors.topic", "orders-dlt"],
    ["__connect.errors.connector.name", "archive"],
    ["__connect.errors.exception.class.name", "org.apache.kafka.connect.errors.DataException"],
    [
      "__connect.errors.exception.stacktrace",
      "org.apache.kafka.connect.errors.DataException: bad\n\tat org.apache.kafka.connect.X.y(X.java:1)",
    ],
  ];
  const last = (headers: Headers) => {
    const { origin, errorType, conventions } = diagnose(headers);
    return { queue: origin?.queue, errorType, read: conventions.map(({ name }) => name) };
  };
  expect(last([...spring, ...connect])).toEqual({
    queue: "orders-dlt",
    errorType: "org.apache.kafka.connect.errors.DataException",
    read: expect.arrayContaining(["Spring Kafka", "Kafka Connect"]),
  });
  expect(last([...connect, ...spring])).toMatchObject({ queue: "orders", errorType: "java.net.SocketTimeoutException" });
});

test("Connect writes no headers unless it is told to: then nothing is claimed", () => {
  expect(diagnose([["tenant", "north"]])).toMatchObject({ errorType: null, origin: null, attemptCount: null, category: "unknown" });
});

test("Connect's message may be null", () => {
  const found = diagnose([
    ["__connect.errors.topic", "orders"],
    ["__connect.errors.exception.class.name", "java.lang.NullPointerException"],
    ["__connect.errors.exception.message", null],
  ]);
  expect(found).toMatchObject({ errorType: "java.lang.NullPointerException", errorText: null });
});

test("Spring Cloud Stream names a wrapper; the real class is in its trace, and object hashes split no group", () => {
  const headers = (hash: string): Headers => [
    ["x-original-topic", "orders"],
    ["x-exception-fqcn", "org.springframework.messaging.MessagingException"],
    ["x-exception-message", `Exception thrown while invoking Billing$1@${hash}`],
    [
      "x-exception-stacktrace",
      springTrace("java.net.SocketTimeoutException", "Read timed out").replace(wrapper, "org.springframework.messaging.MessagingException"),
    ],
  ];
  const one = diagnose(headers("4fd57040"), "error.orders.billing");
  expect(one).toMatchObject({ category: "timeout", frame: "Billing.charge" });
  expect(one.fingerprint).toBe(diagnose(headers("1b2c3d4e"), "error.orders.billing").fingerprint);
});

test("Streams dead-letters one record several times: the same origin is said each time", () => {
  const headers: Headers = [
    ["tenant", "north"],
    ["__streams.errors.exception", "java.lang.ArithmeticException"],
    ["__streams.errors.message", "/ by zero"],
    ["__streams.errors.topic", "orders"],
    ["__streams.errors.partition", "1"],
    ["__streams.errors.offset", "42"],
  ];
  expect(readOriginRecord(deadRecord(headers).head)).toEqual({ topic: "orders", part: "1", at: orderedText(42) });
  expect(diagnose(headers).errorType).toBe("java.lang.ArithmeticException");
});

test("Streams of a repartition topic has another key: there is no place to send it back to", () => {
  const found = diagnose([
    ["__streams.errors.exception", "java.lang.ArithmeticException"],
    ["__streams.errors.topic", "shop-orders-by-key-repartition"],
  ]);
  expect(found.origin?.queue ?? null).toBeNull();
});

test("SmallRye's hops stand newest first", () => {
  const found = diagnose([
    ["delayed-retry-count", "2"],
    ["delayed-retry-topic", "orders"],
    ["delayed-retry-reason", "newest"],
    ["delayed-retry-exception-class-name", "com.shop.Newest"],
    ["delayed-retry-count", "1"],
    ["delayed-retry-topic", "orders"],
    ["delayed-retry-reason", "older"],
    ["delayed-retry-exception-class-name", "com.shop.Older"],
  ]);
  expect(found).toMatchObject({ errorType: "com.shop.Newest", errorText: "newest", attemptCount: 3 });
});

test("SmallRye's counter is not sent again: its record would be given up at once", () => {
  const found = diagnose([
    ["delayed-retry-count", "3"],
    ["delayed-retry-topic", "orders"],
    ["delayed-retry-exception-class-name", "com.shop.Refused"],
    ["delayed-retry-original-timestamp", "1795402187000"],
  ]);
  expect(found.strips).toEqual(expect.arrayContaining(["delayed-retry-count", "delayed-retry-original-timestamp"]));
});

test("SmallRye outside Quarkus names only that a method failed: what and why stay unknown", () => {
  const found = diagnose([
    ["dead-letter-topic", "orders"],
    ["dead-letter-exception-class-name", "io.smallrye.reactive.messaging.ProcessingException"],
    ["dead-letter-cause-class-name", "java.lang.reflect.InvocationTargetException"],
    ["dead-letter-reason", "SRMSG00103: Exception thrown when calling the method com.shop.Billing#charge"],
  ]);
  expect(found).toMatchObject({ category: "unknown", verdict: "unknown", origin: { queue: "orders" } });
});

test.each([
  ["Offset rejected by client.", "rejected"],
  ["Offset delivery count exceeded the threshold.", "delivery_limit"],
])("a share group writes a sentence: %s", (text, reason) => {
  expect(
    diagnose([
      ["__dlq.errors.topic", "orders"],
      ["__dlq.errors.message", text],
    ]).reason,
  ).toBe(reason);
});

test("a share group's dead letter has neither key nor value: it is said to be incomplete, and is not sent as it is", () => {
  const found = diagnose([
    ["__dlq.errors.topic", "orders"],
    ["__dlq.errors.partition", "0"],
    ["__dlq.errors.offset", "7"],
    ["__dlq.errors.group", "billing"],
    ["__dlq.errors.delivery.count", "5"],
    ["__dlq.errors.message", "Offset delivery count exceeded the threshold."],
  ]);
  expect(found.incomplete).not.toBeNull();
  expect(found).toMatchObject({ attemptCount: null, counts: [{ kind: "delivered", count: 5 }] });
});

test("the record's time is the death's with most, and the event's with Connect and Streams", () => {
  expect(diagnose(recovered("")).diedAt).toEqual(new Date(Date.UTC(2026, 10, 23, 2, 49, 47)));
  expect(
    diagnose([
      ["__connect.errors.topic", "orders"],
      ["__connect.errors.exception.class.name", "a.B"],
    ]).diedAt,
  ).toBeNull();
  expect(
    diagnose([
      ["__streams.errors.topic", "orders"],
      ["__streams.errors.exception", "a.B"],
    ]).diedAt,
  ).toBeNull();
});
