import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fetchJars } from "./maven.ts";
import { freePorts } from "./ports.ts";

export interface TestKafka {
  /** "host:port" of one broker. */
  readonly bootstrap: string;
  /** Stops the broker and starts it again on the same data and port; resolves when it listens. */
  restart(): Promise<void>;
  /** The same with kill -9. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const version = "4.4.0";
const bootMs = 60_000;

/**
 * A Kafka of one's own on loopback, broker and controller in one, from Maven's jars; gone after `stop`. It needs Java 17. `advertise` answers the
 * port at which clients shall find it, for a proxy before it.
 */
export async function startKafka(advertise = async (port: number) => port): Promise<TestKafka> {
  const jars = fetchJars(
    `kafka-${version}`,
    [`org.apache.kafka:kafka_2.13:${version}`, "org.slf4j:slf4j-simple:1.7.36"],
    "name a Kafka broker in REDRIVE_TEST_KAFKA_BROKERS",
  );
  const home = mkdtempSync(join(tmpdir(), "redrive-kafka-"));
  const [port = 0, controller = 0] = await freePorts(2);
  const properties = join(home, "server.properties");
  writeFileSync(properties, settings(join(home, "data"), { port, controller, advertised: await advertise(port) }));
  const java = (main: string, ...words: string[]) => [
    "-Xmx192m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-cp",
    join(jars, "*"),
    main,
    ...words,
  ];
  const id = Buffer.from(crypto.randomUUID().replaceAll("-", ""), "hex").toString("base64url");
  execFileSync("java", java("kafka.tools.StorageTool", "format", "-t", id, "-c", properties), { stdio: "ignore" });
  const log = openSync(join(home, "log"), "a");
  const boot = async () => {
    const broker = spawn("java", java("kafka.Kafka", properties), { stdio: ["ignore", log, log] });
    await untilListens(broker, port, join(home, "log"));
    return broker;
  };
  let broker = await boot();
  const restart = async (signal: NodeJS.Signals) => {
    await end(broker, signal);
    broker = await boot();
  };
  return {
    bootstrap: `127.0.0.1:${port}`,
    restart: () => restart("SIGTERM"),
    kill: () => restart("SIGKILL"),
    stop: async () => {
      await end(broker, "SIGKILL");
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The broker that REDRIVE_TEST_KAFKA_BROKERS names, else one of one's own. */
export async function sharedKafka(): Promise<Pick<TestKafka, "bootstrap" | "stop">> {
  const named = process.env["REDRIVE_TEST_KAFKA_BROKERS"];
  return named ? { bootstrap: named, stop: async () => {} } : startKafka();
}

function settings(data: string, { port, controller, advertised }: Readonly<Record<"port" | "controller" | "advertised", number>>): string {
  return [
    "process.roles=broker,controller",
    "node.id=1",
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${advertised}`,
    "controller.listener.names=CONTROLLER",
    "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    `log.dirs=${data}`,
    "offsets.topic.replication.factor=1",
    "offsets.topic.num.partitions=1",
    "transaction.state.log.replication.factor=1",
    "transaction.state.log.min.isr=1",
    "transaction.state.log.num.partitions=1",
    "share.coordinator.state.topic.replication.factor=1",
    "share.coordinator.state.topic.min.isr=1",
    "share.coordinator.state.topic.num.partitions=1",
    "group.initial.rebalance.delay.ms=0",
    "log.cleaner.dedupe.buffer.size=4194304",
  ].join("\n");
}

async function untilListens(broker: ChildProcess, port: number, log: string): Promise<void> {
  for (const until = Date.now() + bootMs; Date.now() < until; await delay(100)) {
    if (broker.exitCode !== null) throw new Error(`Kafka ended with code ${broker.exitCode} while it started; see ${log}.`);
    if (await listens(port)) return;
  }
  broker.kill("SIGKILL");
  throw new Error(`Kafka did not listen within ${bootMs / 1000} s; see ${log}.`);
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

async function end(broker: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (broker.exitCode !== null || broker.signalCode !== null) return;
  broker.kill(signal);
  await once(broker, "exit");
}
