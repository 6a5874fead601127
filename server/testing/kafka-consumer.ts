import { spawn } from "node:child_process";
import { join } from "node:path";
import { fetchJars } from "./maven.ts";

const version = "4.4.0";

/** A consumer of Kafka's own, of a protocol that kafkajs does not speak, until it is stopped. */
export function startConsumer(bootstrap: string, topic: string, group: string, protocol: "consumer" | "share"): { stop(): void } {
  const jars = fetchJars(
    `kafka-tools-${version}`,
    [`org.apache.kafka:kafka-tools:${version}`, "org.slf4j:slf4j-simple:1.7.36"],
    "leave out the tests of Kafka's newer groups",
  );
  const [main, words] =
    protocol === "share" ? ["ConsoleShareConsumer", []] : ["ConsoleConsumer", ["--command-property", "group.protocol=consumer"]];
  const at = ["--bootstrap-server", bootstrap, "--topic", topic, "--group", group];
  const java = ["-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp", join(jars, "*"), `org.apache.kafka.tools.consumer.${main}`];
  const consumer = spawn("java", [...java, ...at, ...words], { stdio: "ignore" });
  return { stop: () => void consumer.kill("SIGKILL") };
}
