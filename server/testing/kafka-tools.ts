import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { fetchJars } from "./maven.ts";

const version = "4.4.0";

/** Kafka's own tools, as arguments for Java. */
function words(tool: string, ...more: readonly string[]): string[] {
  const jars = fetchJars(
    `kafka-tools-${version}`,
    [`org.apache.kafka:kafka-tools:${version}`, "org.slf4j:slf4j-simple:1.7.36"],
    "leave out the tests of share groups",
  );
  return ["-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", join(jars, "*"), `org.apache.kafka.tools.${tool}`, ...more];
}

function run(tool: string, ...more: readonly string[]): void {
  execFileSync("java", words(tool, ...more), { stdio: ["ignore", "ignore", "pipe"] });
}

/** Has a share group's rejected records dead-lettered by the broker; it reads its topics from their start. Kafka's own tool: kafkajs knows no such groups. */
export function makeShareGroup(bootstrap: string, group: string, deadLetterTopic: string): void {
  const config = `share.auto.offset.reset=earliest,errors.deadletterqueue.topic.name=${deadLetterTopic}`;
  const entity = ["--entity-type", "groups", "--entity-name", group];
  run("ConfigCommand", "--bootstrap-server", bootstrap, "--alter", ...entity, "--add-config", config);
}

/** Takes the next records of a topic as a member of a share group, and rejects each. */
export function rejectRecords(bootstrap: string, { group, topic, count }: { group: string; topic: string; count: number }): void {
  const limits = ["--max-messages", String(count), "--timeout-ms", "20000"];
  run("consumer.ConsoleShareConsumer", "--bootstrap-server", bootstrap, "--topic", topic, "--group", group, "--reject", ...limits);
}

/** A member of a group of the newer protocols, which kafkajs cannot be: `consumer` (KIP-848) or `share`. Runs until it is killed. */
export function joinGroup(
  bootstrap: string,
  { protocol, group, topic }: { protocol: "consumer" | "share"; group: string; topic: string },
): ChildProcess {
  const where = ["--bootstrap-server", bootstrap, "--topic", topic, "--group", group];
  const tool =
    protocol === "share"
      ? words("consumer.ConsoleShareConsumer", ...where)
      : words("consumer.ConsoleConsumer", ...where, "--from-beginning", "--consumer-property", "group.protocol=consumer");
  return spawn("java", tool, { stdio: "ignore" });
}
