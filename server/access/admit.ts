import { isSecure } from "./answer-headers.ts";
import { isIn, isLoopback } from "./subnets.ts";

/** A request as its first lines say it. */
interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headerCount: number;
  /** The address of the socket; undefined: it is gone. */
  readonly socket: string | undefined;
}

interface Door {
  readonly url: string;
  readonly tls: object | null;
  readonly trustedProxies: readonly string[];
}

interface Refusal {
  readonly status: number;
  readonly text: string;
}

/** Pages write addresses of 4 KB at most; a link that somebody made by hand may be longer. */
const mostUrl = 8_192;
const mostParameters = 200;
/** Browsers send some 20, and proxies add a few. Node would drop what is too much, without a word. */
const mostHeaders = 100;
/** What a scheduler or a scraper asks at the address of the process itself. The probes say nothing of contents; metrics have a rule of their own. */
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const direct = ["/api/health", "/api/ready", "/metrics"];

/** The limits of a request that Node does not know: null where it may go on to the console. */
export function refuseRequest({ method, url, headerCount, socket }: Asked, door: Door): Refusal | null {
  if (url.length > mostUrl) return { status: 414, text: `The address of a request may have up to ${mostUrl} characters.` };
  if (!url.startsWith("/")) return { status: 400, text: "The address of a request must begin with /." };
  if (headerCount > mostHeaders) return { status: 431, text: `A request may have up to ${mostHeaders} headers.` };
  if (!methods.includes(method)) return { status: 405, text: `A request is one of ${methods.join(", ")}.` };
  const { pathname: path, search } = new URL(`http://console${url}`);
  const query = search.slice(1);
  if (query.split("&").length > mostParameters) return { status: 400, text: `An address may have up to ${mostParameters} parameters.` };
  // Next reads what is sent to a page as a call of a server action, of which there are none.
  if (!["GET", "HEAD"].includes(method) && !path.startsWith("/api/"))
    return { status: 405, text: "Pages are read with GET. What acts is under /api." };
  const clear = isSecure(door) && door.tls === null && socket !== undefined && !isLoopback(socket) && !isIn(socket, door.trustedProxies);
  return clear && !direct.includes(path)
    ? { status: 403, text: `Open the console at ${door.url}: here it is not protected by TLS.` }
    : null;
}
