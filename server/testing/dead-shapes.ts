import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { kafkaCodec, packHead } from "../sources/kafka/head.ts";
import { writeWireHeaders } from "../sources/kafka/wire-headers.ts";
import type { BrokerKind, HeadCodec, RawMessage } from "../sources/port.ts";
import { encodeHeader } from "../sources/rabbitmq/field-encode.ts";
import { packHead as packRabbit, rabbitmqCodec } from "../sources/rabbitmq/head.ts";
import { joinProperties } from "../sources/rabbitmq/properties.ts";
import { headOf, sqsCodec } from "../sources/sqs/head.ts";
import { death, headersOf, type Plain } from "./heads.ts";
import { rawMessage } from "./messages.ts";

/** Dead letters as frameworks write them, with heads of a real broker. Those that differ in one thing stand beside each other. */
export interface DeadShapes {
  readonly kind: BrokerKind;
  readonly codec: HeadCodec;
  /** The dead-letter queue that all of them lie in. */
  readonly queue: string;
  readonly message: fc.Arbitrary<RawMessage>;
}

const json = Buffer.from('{"eventId":"e-1","eventType":"OrderPlaced"}');
/** More than the queue "small" takes. */
export const smallMost = 1_024;
const bodies = fc.constantFrom(json, json, json, Buffer.alloc(2 * smallMost, "x"));
const place = fc.constantFrom("orders.work", "gone.work", "small");

const rabbit = (headers: { readonly [name: string]: Plain }): Uint8Array => {
  const table = headersOf(headers).map((header) => ({ raw: encodeHeader(header) }));
  const properties = joinProperties({ fields: new Map([["content-type", Buffer.from("application/json")]]), headers: table });
  return packRabbit({ exchange: Buffer.from("dlx"), routingKey: Buffer.from("orders.dlq"), properties });
};

const rabbitHead = fc.oneof(
  place.map((queue) => rabbit({ "x-death": [death({ queue })] })),
  place.map((queue) => rabbit({ "x-death": [death({ queue: "orders.wait", reason: "expired" }), death({ queue })] })),
  fc
    .constantFrom("order.placed", "order.all", "order.none")
    .map((key) => rabbit({ "x-original-exchange": "shop", "x-original-routingKey": key, "x-exception-message": "no" })),
  fc.constant(rabbit({ "x-original-exchange": "", "x-original-routingKey": "orders.work", "x-exception-message": "no" })),
  fc.constant(rabbit({ "x-original-exchange": "shop", "x-exception-message": "no" })),
  place.map((topic) => rabbit({ reason_poisoned: "no", topic_poisoned: topic })),
  fc.constant(rabbit({})),
  fc.constant(Buffer.concat([rabbit({ a: "1" }), Buffer.from("cut")])),
);

const sqs = (count: number, source: string | null, attributes: Record<string, MessageAttributeValue> = {}): Uint8Array => {
  const own = Object.fromEntries(Array.from({ length: count }, (_, n) => [`attr${n}`, { DataType: "String", StringValue: `v${n}` }]));
  const from = source === null ? {} : { DeadLetterQueueSourceArn: `arn:aws:sqs:eu-central-1:1:${source}` };
  return headOf("orders.dlq", { MessageAttributes: { ...own, ...attributes }, Attributes: { ApproximateReceiveCount: "3", ...from } });
};
const text = (StringValue: string): MessageAttributeValue => ({ DataType: "String", StringValue });
const scheduler = { SCHEDULE_ARN: text("arn:schedule"), TARGET_ARN: text("arn:target"), ERROR_CODE: text("E") };

const sqsHead = fc.oneof(
  fc.tuple(fc.constantFrom(0, 6, 7, 9, 10, 11), fc.option(place)).map(([count, source]) => sqs(count, source)),
  fc.constant(sqs(0, null, scheduler)),
  fc.constant(sqs(0, "orders.work", { ...scheduler, IS_PAYLOAD_TRUNCATED: text("true") })),
  fc.constant(sqs(0, "orders.work", { "AWS.name": text("x") })),
);
const sqsBody = fc.oneof(
  { weight: 8, arbitrary: bodies },
  { weight: 3, arbitrary: fc.constantFrom(Buffer.alloc(0), Buffer.of(0xff), Buffer.from("a\u0000")) },
  { weight: 1, arbitrary: fc.constant(Buffer.alloc(1_048_576, "x")) },
);

const record = (headers: Readonly<Record<string, string>>, rawHeaders = wire(headers)): Uint8Array =>
  packHead({ topic: "orders.dlq", partition: 0, offset: 1n, timestamp: 1n, appendTime: false, key: Buffer.from("ord-1"), rawHeaders });
const wire = (headers: Readonly<Record<string, string>>): Buffer =>
  writeWireHeaders(Object.entries(headers).map(([name, value]) => ({ name: Buffer.from(name), value: Buffer.from(value) })));

const kafkaHead = fc.oneof(
  fc.tuple(place, fc.constantFrom("0", "7")).map(([topic, part]) =>
    record({
      "kafka_dlt-original-topic": topic,
      "kafka_dlt-original-partition": part,
      "kafka_dlt-original-offset": "4",
      "kafka_dlt-exception-fqcn": "java.lang.Error",
    }),
  ),
  fc.constantFrom("shop-app-totals-repartition", "shop-app-totals-changelog", "orders.work").map((topic) =>
    record({
      "__streams.errors.topic": topic,
      "__streams.errors.partition": "0",
      "__streams.errors.offset": "4",
      "__streams.errors.exception": "java.lang.Error",
    }),
  ),
  fc.constant(record({ "kafka_dlt-original-topic": "shop-app-totals-repartition" })),
  // Half a record of a framework is nobody's.
  fc.constant(record({ "x-original-topic": "orders.work" })),
  fc.constant(record({})),
  fc.constant(record({}, Buffer.of(9, 200))),
);

const message = (head: fc.Arbitrary<Uint8Array>, body: fc.Arbitrary<Buffer | null>): fc.Arbitrary<RawMessage> =>
  fc.record({ head, body }).map((bytes) => rawMessage({ ...bytes, diedAt: null }));

/** By broker; `fc.oneof` of shapes and variations of each. */
export const deadShapes: readonly DeadShapes[] = [
  { kind: "rabbitmq", codec: rabbitmqCodec, queue: "orders.dlq", message: message(rabbitHead, fc.oneof(bodies, fc.constant(null))) },
  { kind: "sqs", codec: sqsCodec, queue: "orders.dlq", message: message(sqsHead, sqsBody) },
  { kind: "kafka", codec: kafkaCodec, queue: "orders.dlq", message: message(kafkaHead, fc.oneof(bodies, fc.constant(null))) },
];
