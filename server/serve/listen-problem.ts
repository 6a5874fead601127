import type { Http } from "../config/config.ts";

/** Why the console cannot listen, and which key of redrive.yaml says otherwise. */
export function listenProblem({ code, message }: NodeJS.ErrnoException, { host, port }: Pick<Http, "host" | "port">): string {
  switch (code) {
    case "EADDRINUSE":
      return `The console cannot listen: another program has port ${port} of ${host}. Stop that one, or choose another port: http.port in redrive.yaml, or the environment variable PORT.`;
    case "EACCES":
      return `The console may not listen on port ${port}: ports below 1024 need a right that it does not have. Choose another port: http.port in redrive.yaml, or the environment variable PORT.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `The console cannot listen: ${host} is no address of this machine. Choose one that is: http.host in redrive.yaml.`;
    default:
      return `The console cannot listen on port ${port} of ${host} (http.port and http.host in redrive.yaml): ${message}`;
  }
}
