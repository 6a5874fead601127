import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fetchJars } from "./maven.ts";
import { freePorts } from "./ports.ts";

const version = "1.7.1";
/** Seconds, and minutes on a busy machine. */
const bootMs = 240_000;

/** An SQS for tests: the one that REDRIVE_TEST_SQS_ENDPOINT names, else ElasticMQ from Maven's jars on a port of its own. */
export async function startElasticMQ(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const named = process.env["REDRIVE_TEST_SQS_ENDPOINT"];
  if (named) return { endpoint: named, stop: async () => {} };
  const jars = fetchJars(
    `elasticmq-${version}`,
    [`org.elasticmq:elasticmq-server_2.13:${version}`],
    "name an SQS endpoint in REDRIVE_TEST_SQS_ENDPOINT",
  );
  const [port = 0] = await freePorts(1);
  const config = join(jars, `elasticmq-${port}.conf`);
  writeFileSync(
    config,
    `node-address { host = 127.0.0.1, port = ${port} }\nrest-sqs { enabled = true, bind-hostname = "127.0.0.1", bind-port = ${port} }\nrest-stats { enabled = false }\npekko.http.server.request-timeout = 60 s\n`,
  );
  const server = spawn(
    "java",
    ["-Xmx256m", "-XX:+UseSerialGC", `-Dconfig.file=${config}`, "-cp", join(jars, "*"), "org.elasticmq.server.Main"],
    { stdio: "ignore" },
  );
  const endpoint = `http://127.0.0.1:${port}`;
  await untilAnswers(endpoint, () => server.exitCode).catch((error: unknown) => {
    server.kill("SIGKILL");
    throw error;
  });
  return {
    endpoint,
    stop: async () => {
      server.kill("SIGKILL");
    },
  };
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
  throw new Error(`ElasticMQ did not answer within ${bootMs / 1_000} s.`);
}
