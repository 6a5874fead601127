let armed: string | null = null;

/** Chooses the point at which this process dies; null: none. Called once, at start, with what the config says. */
export function armCrashPoint(name: string | null): void {
  armed = name;
}

/** Dies here as by a power cut (SIGKILL: no handler runs) when this point is armed. Otherwise one comparison. */
export function crashPoint(name: string): void {
  if (armed === name) process.kill(process.pid, "SIGKILL");
}
