import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fetchJars } from "./maven.ts";

const version = "4.4.0";

function java(main: string, ...words: readonly string[]): void {
  const jars = fetchJars(
    `kafka-tools-${version}`,
    [`org.apache.kafka:kafka-tools:${version}`, "org.slf4j:slf4j-simple:1.7.36"],
    "leave out the tests of share groups",
  );
  const options = ["-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", join(jars, "*")];
  execFileSync("java", [...options, `org.apache.kafka.tools.${main}`, ...words], { stdio: ["ignore", "ignore", "pipe"] });
}

/** Has a share group's rejected records dead-lettered by the broker; it reads its topics from their start. Kafka's own tool: kafkajs knows no such groups. */
export function makeShareGroup(bootstrap: string, group: string, deadLetterTopic: string): void {
  const config = `share.auto.offset.reset=earliest,errors.deadletterqueue.topic.name=${deadLetterTopic}`;
  const entity = ["--entity-type", "groups", "--entity-name", group];
  java("ConfigCommand", "--bootstrap-server", bootstrap, "--alter", ...entity, "--add-config", config);
}

/** Takes the next records of a topic as a member of a share group, and rejects each. */
export function rejectRecords(bootstrap: string, { group, topic, count }: { group: string; topic: string; count: number }): void {
  const limits = ["--max-messages", String(count), "--timeout-ms", "20000"];
  java("consumer.ConsoleShareConsumer", "--bootstrap-server", bootstrap, "--topic", topic, "--group", group, "--reject", ...limits);
}
