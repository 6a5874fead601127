import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The server of the Debian package, without the wrapper that wants to be root. */
export const rabbitmqServer = "/usr/lib/rabbitmq/bin/rabbitmq-server";

interface Program {
  readonly name: string;
  /** Names on the PATH, or paths; one is enough. */
  readonly files: readonly string[];
  /** `npm test` can do without where these are set. */
  readonly variables?: readonly string[];
}

const java = ["REDRIVE_TEST_SQS_ENDPOINT", "REDRIVE_TEST_KAFKA_BROKERS"];

/** What tests run and npm does not have, by Debian package. */
const programs = {
  "rabbitmq-server": {
    name: "RabbitMQ",
    files: [rabbitmqServer],
    variables: ["REDRIVE_TEST_RABBITMQ_URL", "REDRIVE_TEST_RABBITMQ_MANAGEMENT_URL"],
  },
  "default-jre-headless": { name: "Java 17 or newer, for SQS and Kafka", files: ["java"], variables: java },
  maven: { name: "Maven, for SQS, Kafka and libraries whose tables are read", files: ["mvn"], variables: java },
  "mariadb-server": {
    name: "MariaDB",
    files: ["mariadbd", "/usr/sbin/mariadbd"],
    variables: ["REDRIVE_TEST_MARIADB_URL"],
  },
  kcat: { name: "kcat", files: ["kcat"] },
  "nginx-light": { name: "nginx", files: ["nginx", "/usr/sbin/nginx"] },
  prometheus: { name: "promtool of Prometheus", files: ["promtool"] },
  "prometheus-alertmanager": { name: "Alertmanager", files: ["prometheus-alertmanager"] },
  openssl: { name: "OpenSSL", files: ["openssl"] },
  "python3-pip": { name: "pip, for frameworks in Python and the Go that builds those in Go", files: ["pip3"] },
  "default-jdk-headless": { name: "javac, for an application with breakers and for libraries whose tables are read", files: ["javac"] },
  "ruby-delayed-job-active-record": { name: "delayed_job", files: ["/var/lib/dpkg/info/ruby-delayed-job-active-record.list"] },
  "ruby-pg": { name: "Postgres for delayed_job", files: ["/var/lib/dpkg/info/ruby-pg.list"] },
  chromium: {
    name: "Chromium",
    files: [process.env["REDRIVE_CHROMIUM"] ?? "chromium", "chromium", "chromium-browser", "google-chrome"],
    variables: ["REDRIVE_CHROMIUM"],
  },
} satisfies Readonly<Record<string, Program>>;

export type Package = keyof typeof programs;
const packages = Object.keys(programs) as Package[];
const apt = "/usr/bin/apt-get";
const guard = "/usr/sbin/policy-rc.d";

/**
 * Installs what is missing of these, as root on Debian; otherwise throws one error that names all of it. Without `wanted`: all that `npm test`
 * needs, but for what variables name.
 */
export function demandPrograms(wanted: readonly Package[] = packages.filter((name) => !isNamed(programs[name]))): void {
  const missing = wanted.filter((name) => findProgram(name) === null);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync(apt)) throw new Error(sayMissing(missing));
  console.log(`redrive: installing ${missing.join(", ")} (once)`);
  // Debian starts what it installs; a broker on the usual port is not wanted.
  const guarded = existsSync(guard);
  if (!guarded) {
    writeFileSync(guard, "#!/bin/sh\nexit 101\n");
    chmodSync(guard, 0o755);
  }
  try {
    for (const words of [["update"], ["install", "-y", ...missing]])
      runOrExplain("env", ["DEBIAN_FRONTEND=noninteractive", apt, "-q", "-o", "DPkg::Lock::Timeout=300", ...words]);
  } finally {
    if (!guarded) rmSync(guard, { force: true });
  }
}

/** The path of a program; null where it is not installed. */
export function findProgram(name: Package): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const paths = programs[name].files.flatMap((file) => (file.startsWith("/") ? [file] : folders.map((folder) => join(folder, file))));
  return paths.find((path) => existsSync(path)) ?? null;
}

export function sayMissing(missing: readonly Package[]): string {
  const lines = missing.map((name) => {
    const { name: title, variables }: Program = programs[name];
    return `  ${title} (${name})${variables ? `, or name your own in ${variables.join(" and ")}` : ""}`;
  });
  return `Programs are missing that npm cannot install:\n${lines.join("\n")}\nAs root on Debian: apt-get install ${missing.join(" ")}`;
}

/** Runs a command quietly. Throws with the end of what it printed when it fails. */
export function runOrExplain(file: string, args: readonly string[]): void {
  const { status, error, stdout, stderr } = spawnSync(file, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  if (status === 0) return;
  const told = `${stdout ?? ""}\n${stderr ?? ""}`.split("\n").filter((line) => line.trim() !== "");
  throw new Error([`${file} ${args.join(" ")}: ${error?.message ?? `exit code ${status}`}`, ...told.slice(-20)].join("\n"));
}

/** What has to stand before any test. Its error ends the process as it reads, without a stack. */
export async function orEnd<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    console.error(`redrive: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}

function isNamed({ variables = [] }: Program): boolean {
  return variables.length > 0 && variables.every((name) => process.env[name]);
}
