import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePorts } from "./ports.ts";

const version = "1.7.1";
const jars = join(tmpdir(), `redrive-elasticmq-${version}`);
const bootMs = 60_000;

/** An SQS for tests: the one that REDRIVE_TEST_SQS_ENDPOINT names, else ElasticMQ from Maven's jars on a port of its own. */
export async function startElasticMQ(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const named = process.env["REDRIVE_TEST_SQS_ENDPOINT"];
  if (named) return { endpoint: named, stop: async () => {} };
  fetchJars();
  const [port = 0] = await freePorts(1);
  const config = join(jars, `elasticmq-${port}.conf`);
  writeFileSync(
    config,
    `node-address { host = 127.0.0.1, port = ${port} }\nrest-sqs { enabled = true, bind-hostname = "127.0.0.1", bind-port = ${port} }\nrest-stats { enabled = false }\n`,
  );
  const server = spawn(
    "java",
    ["-Xmx256m", "-XX:+UseSerialGC", `-Dconfig.file=${config}`, "-cp", join(jars, "*"), "org.elasticmq.server.Main"],
    { stdio: "ignore" },
  );
  const endpoint = `http://127.0.0.1:${port}`;
  await untilAnswers(endpoint, () => server.exitCode);
  return {
    endpoint,
    stop: async () => {
      server.kill("SIGKILL");
    },
  };
}

function fetchJars(): void {
  if (existsSync(jars) && readdirSync(jars).some((file) => file.startsWith("elasticmq-server"))) return;
  demand("java", "default-jre-headless");
  demand("mvn", "maven");
  mkdirSync(jars, { recursive: true });
  const dependency = `<dependency><groupId>org.elasticmq</groupId><artifactId>elasticmq-server_2.13</artifactId><version>${version}</version></dependency>`;
  const pom = join(jars, "pom.xml");
  writeFileSync(
    pom,
    `<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version><dependencies>${dependency}</dependencies></project>`,
  );
  execFileSync("mvn", ["-q", "-B", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${jars}`], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function demand(program: string, debianPackage: string): void {
  try {
    execFileSync("which", [program], { stdio: "ignore" });
  } catch {
    if (!existsSync("/usr/bin/apt-get") || process.getuid?.() !== 0) {
      throw new Error(
        `${program} is missing. Install it (apt-get install ${debianPackage}), or name an SQS endpoint in REDRIVE_TEST_SQS_ENDPOINT.`,
      );
    }
    execFileSync("sh", ["-c", `apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq ${debianPackage}`], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
}

async function untilAnswers(endpoint: string, ended: () => number | null): Promise<void> {
  for (const end = Date.now() + bootMs; Date.now() < end; await delay(100)) {
    if (ended() !== null) throw new Error("ElasticMQ ended while it started; it needs Java 17 or newer.");
    const up = await fetch(`${endpoint}/?Action=ListQueues`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (up) return;
  }
  throw new Error("ElasticMQ did not answer within a minute.");
}
