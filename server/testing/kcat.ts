import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const program = "/usr/bin/kcat";

/** A Kafka client that shares nothing with Redrive's: librdkafka's `kcat`, of Debian's package. Answers what it prints. */
export function kcat(bootstrap: string, words: readonly string[], input: Uint8Array | null = null): Buffer {
  if (!existsSync(program)) install();
  const { status, stdout, stderr } = spawnSync(program, ["-b", bootstrap, "-q", ...words], {
    input: input ?? "",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`kcat ended with ${status}: ${stderr}`);
  return stdout;
}

function install(): void {
  if (!existsSync("/usr/bin/apt-get") || process.getuid?.() !== 0) throw new Error("kcat is missing. Install it: apt-get install kcat.");
  execFileSync("sh", ["-c", "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq kcat"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}
