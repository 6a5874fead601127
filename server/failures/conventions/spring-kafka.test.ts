import { describe, expect, it } from "vitest";
import { deadLetter, deadRecord } from "../../testing/heads.ts";
import { javaException } from "../../testing/java-exception.ts";
import { parseStack } from "../stack.ts";
import { readSpringKafka } from "./spring-kafka.ts";

const int32 = (n: number) => Buffer.from([n >> 24, n >> 16, n >> 8, n]);

const trace =
  "org.springframework.kafka.listener.ListenerExecutionFailedException: Listener failed\nCaused by: java.net.ConnectException: refused";

describe("Spring Kafka", () => {
  it("reads a recoverer's headers: the last origin counts, the cause before the wrapper", () => {
    const message = deadRecord([
      ["tenant", "north"],
      ["kafka_dlt-original-topic", "orders-old"],
      ["kafka_dlt-original-topic", "orders"],
      ["kafka_dlt-original-partition", int32(2)],
      ["kafka_dlt-original-consumer-group", "billing"],
      ["kafka_dlt-exception-fqcn", "org.springframework.kafka.listener.ListenerExecutionFailedException"],
      ["kafka_dlt-exception-cause-fqcn", "java.net.ConnectException"],
      ["kafka_dlt-exception-message", "Listener failed; refused"],
      ["kafka_dlt-exception-stacktrace", trace],
      ["kafka_deliveryAttempt", int32(3)],
    ]);
    const evidence = readSpringKafka(message);
    expect(evidence).toMatchObject({
      convention: "Spring Kafka",
      origin: { queue: "orders", handler: "billing" },
      errors: [{ type: "java.net.ConnectException", text: "Listener failed; refused", stack: trace }],
      tries: { count: 3 },
    });
    expect(evidence?.strips).toContain("kafka_dlt-original-partition");
    expect(evidence?.strips).not.toContain("tenant");
  });

  it("reads @RetryableTopic: the counter is the attempt that would come next, and the last of it counts", () => {
    const message = deadRecord([
      ["kafka_original-topic", "orders"],
      ["kafka_exception-fqcn", "java.lang.IllegalStateException"],
      ["retry_topic-attempts", int32(2)],
      ["retry_topic-attempts", int32(3)],
      ["retry_topic-attempts", int32(4)],
    ]);
    expect(readSpringKafka(message)).toMatchObject({
      convention: "Spring Kafka, retryable topic",
      origin: { queue: "orders" },
      tries: { count: 3 },
      attempts: [{ after: 0 }],
      strips: ["kafka_original-topic", "kafka_exception-fqcn", "retry_topic-attempts"],
    });
  });

  it("reads the serialised exception that a deserializer left, where there is no printed one", () => {
    const message = deadRecord([
      ["kafka_dlt-original-topic", "orders"],
      ["kafka_dlt-exception-fqcn", "org.springframework.kafka.support.serializer.DeserializationException"],
      ["springDeserializerExceptionValue", javaException],
    ]);
    const [error] = readSpringKafka(message)?.errors ?? [];
    expect(error).toMatchObject({ type: "java.io.EOFException", text: "failed to deserialize" });
    expect(parseStack(error?.stack ?? "", []).errors.map(({ type }) => type)).toEqual([
      "java.io.EOFException",
      "java.lang.IllegalStateException",
      "Gen$DeserializationException",
    ]);
  });

  it("reads a counter that was written as text, and leaves one that it cannot read unknown", () => {
    const counted = (value: string | Buffer) =>
      readSpringKafka(
        deadRecord([
          ["kafka_original-topic", "orders"],
          ["retry_topic-attempts", value],
        ]),
      );
    expect(counted("5")?.tries?.count).toBe(4);
    expect(counted(Buffer.alloc(12, 1))?.tries).toBeNull();
  });

  it("is silent on a live record, and on another broker's message", () => {
    expect(readSpringKafka(deadRecord([["tenant", "north"]]))).toBeNull();
    expect(readSpringKafka(deadLetter({ "kafka_dlt-original-topic": "orders" }))).toBeNull();
  });
});
