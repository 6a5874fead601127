import { get } from "node:http";
import { get as getTls } from "node:https";
import { loadConfig } from "../config/load.ts";
import { orEnd } from "./or-end.ts";

/** Ends with 0 where the console of this machine answers, else with 1: the health check of a container. A worker has no address to ask. */
const { host, port, tls } = orEnd(loadConfig).http;
const answerMs = 4_000;
const everywhere: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

if (process.env["REDRIVE_ROLE"] !== "worker") {
  const headers = { host: `127.0.0.1:${port}` };
  const asking = { host: everywhere[host] ?? host, port, path: "/api/health", headers, timeout: answerMs };
  // Its own machine is asked by another name than the certificate's, and nothing that it says is believed but that it answers.
  const asked = tls ? getTls({ ...asking, rejectUnauthorized: false }) : get(asking);
  asked.on("response", ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
  asked.on("timeout", () => asked.destroy());
  asked.on("error", () => process.exit(1));
}
