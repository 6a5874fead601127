import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";

const ticks = Number(execFileSync("getconf", ["CLK_TCK"]).toString());

/** Processor time that a process has taken, in seconds. Linux. */
export async function cpuSeconds(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "latin1")).split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}
