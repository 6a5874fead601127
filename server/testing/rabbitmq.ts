import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { once } from "node:events";
import { connect } from "amqplib";
import type { KeyPair } from "./certificate.ts";
import { freePorts } from "./ports.ts";
import { demandPrograms, rabbitmqServer as program } from "./programs.ts";

export interface TestRabbitMQ {
  readonly url: string;
  readonly management: string;
  /** Where it speaks TLS and demands a certificate of its clients; null: nowhere. */
  readonly secured: { readonly url: string; readonly management: string } | null;
  /** Stops the broker and starts it again on the same data and ports; resolves when it answers. */
  restart(): Promise<void>;
  /** Runs `rabbitmqctl` on it. */
  control(...words: string[]): void;
  stop(): Promise<void>;
}

const bootMs = 90_000;

/** A RabbitMQ of one's own on loopback: own node, ports and data, gone after `stop`. Installs Debian's package where there is none. */
export async function startRabbitMQ(tls: { readonly ca: string; readonly server: KeyPair } | null = null): Promise<TestRabbitMQ> {
  demandPrograms(["rabbitmq-server"]);
  const home = await mkdtemp(join(tmpdir(), "redrive-rabbitmq-"));
  const [amqp, http, dist, epmd, amqps, https] = (await freePorts(6)) as [number, number, number, number, number, number];
  const user = await prepare(home, amqp, http, tls === null ? [] : securedLines(amqps, https, tls));
  const url = `amqp://guest:guest@127.0.0.1:${amqp}`;
  const management = `http://guest:guest@127.0.0.1:${http}`;
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: "test",
    PATH: process.env["PATH"],
    LANG: "C.UTF-8",
    HOME: home,
    RUNNING_UNDER_SYSTEMD: "1",
    RABBITMQ_NODENAME: `redrive${amqp}@localhost`,
    RABBITMQ_NODE_PORT: String(amqp),
    RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
    RABBITMQ_DIST_PORT: String(dist),
    ERL_EPMD_PORT: String(epmd),
    ERL_EPMD_ADDRESS: "127.0.0.1",
    // Lets the name server be told to end although it has not noticed yet that the broker did.
    ERL_EPMD_RELAXED_COMMAND_CHECK: "1",
    RABBITMQ_MNESIA_BASE: join(home, "data"),
    RABBITMQ_LOG_BASE: join(home, "log"),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(home, "plugins"),
    RABBITMQ_CONFIG_FILE: join(home, "rabbitmq"),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1}",
  };
  const boot = async () => {
    const node = spawn(program, { env, cwd: home, stdio: "ignore", ...user });
    await untilAnswers(node, url, management, join(home, "log"));
    return node;
  };
  let node = await boot();
  return {
    url,
    management,
    secured: tls && { url: `amqps://guest:guest@127.0.0.1:${amqps}`, management: `https://guest:guest@127.0.0.1:${https}` },
    restart: async () => {
      await end(node, "SIGTERM");
      node = await boot();
    },
    control: (...words) => {
      execFileSync(join(dirname(program), "rabbitmqctl"), words, { env, cwd: home, stdio: "ignore", ...user });
    },
    stop: async () => {
      await end(node, "SIGKILL");
      execFileSync("/usr/bin/epmd", ["-port", String(epmd), "-kill"], {
        env: { ...env, ERL_EPMD_RELAXED_COMMAND_CHECK: "1" },
        stdio: "ignore",
      });
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Data folder, config and plugins; the package's own user where the tests run as root, since a broker should not. */
async function prepare(home: string, amqp: number, http: number, more: readonly string[]): Promise<{ uid?: number; gid?: number }> {
  const config = [
    `listeners.tcp.1 = 127.0.0.1:${amqp}`,
    "management.tcp.ip = 127.0.0.1",
    `management.tcp.port = ${http}`,
    "log.file.level = warning",
    "collect_statistics_interval = 1000",
    "disk_free_limit.absolute = 50MB",
    ...more,
  ];
  await writeFile(join(home, "rabbitmq.conf"), `${config.join("\n")}\n`);
  await writeFile(join(home, "plugins"), "[rabbitmq_management,rabbitmq_shovel].\n");
  await writeFile(join(home, ".erlang.cookie"), crypto.randomUUID());
  await chmod(join(home, ".erlang.cookie"), 0o400);
  await mkdir(join(home, "data"));
  await mkdir(join(home, "log"));
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync("id", [flag, "rabbitmq"]).toString());
  const [uid, gid] = [id("-u"), id("-g")];
  for (const path of ["", "rabbitmq.conf", "plugins", ".erlang.cookie", "data", "log"]) await chown(join(home, path), uid, gid);
  return { uid, gid };
}

function securedLines(amqps: number, https: number, { ca, server }: { readonly ca: string; readonly server: KeyPair }): readonly string[] {
  const options = [
    `cacertfile = ${ca}`,
    `certfile = ${server.cert}`,
    `keyfile = ${server.key}`,
    "verify = verify_peer",
    "fail_if_no_peer_cert = true",
  ];
  return [
    `listeners.ssl.1 = 127.0.0.1:${amqps}`,
    ...options.map((line) => `ssl_options.${line}`),
    "management.ssl.ip = 127.0.0.1",
    `management.ssl.port = ${https}`,
    ...options.map((line) => `management.ssl.${line}`),
  ];
}

async function untilAnswers(node: ChildProcess, url: string, management: string, log: string): Promise<void> {
  const until = Date.now() + bootMs;
  for (;;) {
    if (node.exitCode !== null) throw new Error(`RabbitMQ ended with code ${node.exitCode} while it started; see ${log}.`);
    if (await answers(url, management)) return;
    if (Date.now() > until) {
      node.kill("SIGKILL");
      throw new Error(`RabbitMQ did not answer within ${bootMs / 1000} s; see ${log}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function answers(url: string, management: string): Promise<boolean> {
  try {
    const connection = await connect(url);
    await connection.close();
    const { origin, username, password } = new URL(management);
    const authorization = `Basic ${btoa(`${username}:${password}`)}`;
    return (await fetch(`${origin}/api/overview`, { headers: { authorization } })).ok;
  } catch {
    return false;
  }
}

async function end(node: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (node.exitCode !== null || node.signalCode !== null) return;
  const ended = once(node, "exit");
  node.kill(signal);
  const impatient = setTimeout(() => node.kill("SIGKILL"), 20_000);
  await ended;
  clearTimeout(impatient);
}
