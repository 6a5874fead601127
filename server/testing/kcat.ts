import { spawnSync } from "node:child_process";
import { demandPrograms } from "./programs.ts";

/** A Kafka client that shares nothing with Redrive's: librdkafka's `kcat`, of Debian's package. Answers what it prints. */
export function kcat(bootstrap: string, words: readonly string[], input: Uint8Array | null = null): Buffer {
  demandPrograms(["kcat"]);
  const { status, stdout, stderr } = spawnSync("kcat", ["-b", bootstrap, "-q", ...words], {
    input: input ?? "",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`kcat ended with ${status}: ${stderr}`);
  return stdout;
}
