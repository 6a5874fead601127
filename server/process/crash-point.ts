let armed: string | null = null;

/** Chooses the point at which this process dies, or with "stop:" before it stands still once; null: none. Called once, at start, with what the config says. */
export function armCrashPoint(name: string | null): void {
  armed = name;
}

/** Dies here as by a power cut (SIGKILL: no handler runs) when this point is armed, or stands still until somebody sends SIGCONT. Otherwise a comparison. */
export function crashPoint(name: string): void {
  if (armed === null) return;
  if (armed === name) process.kill(process.pid, "SIGKILL");
  if (armed !== `stop:${name}`) return;
  armed = null;
  process.kill(process.pid, "SIGSTOP");
}
