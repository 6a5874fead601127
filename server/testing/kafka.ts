import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Authority } from "./certificate.ts";
import { fetchJars } from "./maven.ts";
import { freePorts } from "./ports.ts";

export interface TestKafka {
  /** "host:port" of one broker. */
  readonly bootstrap: string;
  /** The file of the certificate that clients have to believe. */
  readonly ca: string | null;
  /** Stops the broker and starts it again on the same data and port; resolves when it listens. */
  restart(): Promise<void>;
  /** The same with kill -9. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const version = "4.4.0";
const bootMs = 150_000;

interface Options {
  /** Answers the port at which clients shall find it, for a proxy before it. */
  readonly advertise?: (port: number) => Promise<number>;
  /** Clients speak TLS and say who they are, by PLAIN or SCRAM-SHA-512. */
  readonly user?: User;
  /** May do only what access control lists allow; `user` may do everything. */
  readonly guest?: User;
  /** Clients speak TLS and show a certificate that this authority has signed. */
  readonly authority?: Pick<Authority, "ca" | "server">;
  /** More lines for server.properties. */
  readonly settings?: readonly string[];
}

interface User {
  readonly name: string;
  readonly password: string;
}

/** A Kafka of one's own on loopback, broker and controller in one, from Maven's jars; gone after `stop`. It needs Java 17. */
export async function startKafka({
  advertise = async (port) => port,
  user,
  guest,
  authority,
  settings: more = [],
}: Options = {}): Promise<TestKafka> {
  const jars = fetchJars(
    `kafka-${version}`,
    [`org.apache.kafka:kafka_2.13:${version}`, "org.slf4j:slf4j-simple:1.7.36"],
    "name a Kafka broker in REDRIVE_TEST_KAFKA_BROKERS",
  );
  const home = mkdtempSync(join(tmpdir(), "redrive-kafka-"));
  const [port = 0, controller = 0] = await freePorts(2);
  const properties = join(home, "server.properties");
  const ports = { port, controller, advertised: await advertise(port) };
  const security = user ? secure(home, user, guest) : authority ? demandCertificates(home, authority) : null;
  writeFileSync(
    properties,
    [...settings(join(home, "data"), ports, security?.protocol ?? "PLAINTEXT"), ...(security?.settings ?? []), ...more].join("\n"),
  );
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
  const scram = user ? ["--add-scram", `SCRAM-SHA-512=[name=${user.name},password=${user.password}]`] : [];
  execFileSync("java", java("kafka.tools.StorageTool", "format", `--cluster-id=${id}`, "-c", properties, ...scram), { stdio: "ignore" });
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
    ca: security?.ca ?? null,
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

function settings(
  data: string,
  { port, controller, advertised }: Readonly<Record<"port" | "controller" | "advertised", number>>,
  protocol: "PLAINTEXT" | Security["protocol"],
): readonly string[] {
  return [
    "process.roles=broker,controller",
    "node.id=1",
    `listeners=${protocol}://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    `advertised.listeners=${protocol}://127.0.0.1:${advertised}`,
    "controller.listener.names=CONTROLLER",
    `listener.security.protocol.map=${protocol}:${protocol},CONTROLLER:PLAINTEXT`,
    `inter.broker.listener.name=${protocol}`,
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
  ];
}

interface Security {
  readonly protocol: "SASL_SSL" | "SSL";
  readonly ca: string;
  readonly settings: readonly string[];
}

function demandCertificates(home: string, { ca, server }: Pick<Authority, "ca" | "server">): Security {
  const store = join(home, "store.pem");
  writeFileSync(store, readFileSync(server.key, "utf8") + readFileSync(server.cert, "utf8"));
  return {
    protocol: "SSL",
    ca,
    settings: [
      "ssl.keystore.type=PEM",
      `ssl.keystore.location=${store}`,
      "ssl.truststore.type=PEM",
      `ssl.truststore.location=${ca}`,
      "ssl.client.auth=required",
    ],
  };
}

/** A certificate of its own, and the one user that may enter. */
function secure(home: string, { name, password }: User, guest: User | undefined): Security {
  const [store, ca] = [join(home, "store.p12"), join(home, "ca.pem")];
  const keytool = (...words: string[]) =>
    execFileSync("keytool", [...words, "-alias", "kafka", "-keystore", store, "-storepass", "secret"], { stdio: "ignore" });
  keytool("-genkeypair", "-keyalg", "RSA", "-dname", "CN=kafka", "-ext", "san=ip:127.0.0.1", "-storetype", "PKCS12");
  keytool("-exportcert", "-rfc", "-file", ca);
  const login = "org.apache.kafka.common.security";
  return {
    protocol: "SASL_SSL",
    ca,
    settings: [
      `ssl.keystore.location=${store}`,
      "ssl.keystore.type=PKCS12",
      "ssl.keystore.password=secret",
      "ssl.endpoint.identification.algorithm=",
      `ssl.truststore.location=${store}`,
      "ssl.truststore.type=PKCS12",
      "ssl.truststore.password=secret",
      "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512",
      "sasl.mechanism.inter.broker.protocol=PLAIN",
      `listener.name.sasl_ssl.plain.sasl.jaas.config=${login}.plain.PlainLoginModule required username="${name}" password="${password}" user_${name}="${password}"${guest ? ` user_${guest.name}="${guest.password}"` : ""};`,
      ...(guest
        ? [
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            // Its own controller is a client without a name.
            `super.users=User:${name};User:ANONYMOUS`,
          ]
        : []),
      `listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=${login}.scram.ScramLoginModule required;`,
    ],
  };
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
