/** Processor time that `work` takes, in milliseconds. Unlike time on the clock it tells nothing of what else the machine does. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1_000;
}
