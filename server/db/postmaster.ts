import { existsSync, readFileSync, realpathSync } from "node:fs";
import { platform } from "node:os";
import { join } from "node:path";

/** A Postgres server that lives, as it says itself in `postmaster.pid`: whether it can answer just now is another question. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** "standby" too takes connections. */
  readonly state: "starting" | "ready" | "standby" | "stopping";
}

/** The server of a data folder; null: none lives. Also null for the moment in which a new one has not written all of its file yet. */
export function readPostmaster(data: string): Postmaster | null {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return null;
  // The lines are those of LOCK_FILE_LINE_* in miscadmin.h.
  const lines = readFileSync(file, "utf8").split("\n");
  const pid = Number(lines[0]);
  const state = lines[7]?.trim();
  if (!isServerOf(data, pid)) return null;
  return state === "starting" || state === "ready" || state === "standby" || state === "stopping"
    ? { pid, port: Number(lines[3]), state }
    : null;
}

/** Whether a process lives, and is the server of this folder: after a restart of the machine any other may have its number. */
export function isServerOf(data: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  try {
    return realpathSync(`/proc/${pid}/cwd`) === realpathSync(data);
  } catch {
    // Not Linux, or not allowed to be seen.
    return true;
  }
}

/** A process that has ended and waits for its parent to notice does not live. */
export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  try {
    return !/^\d+ \(.*\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return platform() !== "linux";
  }
}
