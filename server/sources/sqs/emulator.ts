/**
 * Whether an `endpoint` is an emulator: an address of this machine, or the name of a container beside it. Everything else is AWS, which bills each request:
 * a VPC endpoint is AWS under another name.
 */
export function isEmulator(endpoint: string | null): boolean {
  if (endpoint === null) return false;
  const { hostname } = new URL(endpoint);
  if (hostname.startsWith("[")) return hostname === "[::1]";
  return !hostname.includes(".") || hostname.startsWith("127.") || hostname.split(".").includes("localhost");
}
