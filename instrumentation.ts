/** Next calls this once, before the console takes requests. */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  const { closeConnections } = await import("./server/process/close-connections.ts");
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());
  closeConnections(stop.signal);
}
