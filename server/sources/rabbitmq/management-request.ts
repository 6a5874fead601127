import { Outbound } from "../../outbound/outbound.ts";
import { brokerRule, OutboundError } from "../../outbound/rule.ts";
import { BrokerError } from "../port.ts";
import { connectWords } from "../read-tls.ts";
import { errorText, type Scrub } from "./errors.ts";

/** 10,000 queues of a page each are some 10 MB. */
const mostBytes = 64 * 1024 * 1024;

const outbound = new Outbound(brokerRule);

export interface Asked {
  readonly url: URL;
  readonly user: string;
  readonly password: string;
  readonly vhost: string;
  /** Read when it connects; throws `BrokerError("invalid")`. */
  tls(): object;
  readonly withinMs: number;
  readonly scrub: Scrub;
}

/**
 * One answer of the management API, parsed. Everything that is not one rejects with a `BrokerError` that says what came instead and what mends it. A redirect
 * is not followed: it would carry the password to wherever it points.
 */
export async function askManagement(asked: Asked): Promise<unknown> {
  const { url, scrub, withinMs } = asked;
  const where = `RabbitMQ's management API at ${url.host}`;
  const signal = AbortSignal.timeout(withinMs);
  let answer: Awaited<ReturnType<Outbound["ask"]>>;
  try {
    answer = await send(asked, signal);
  } catch (error) {
    if (error instanceof BrokerError) throw error;
    if (error instanceof OutboundError) throw new BrokerError("invalid", `${scrub(error.message)} Check "management" of the source.`);
    if (signal.aborted) throw new BrokerError("unreachable", `${where} did not answer within ${withinMs / 1000} s.`);
    throw new BrokerError("unreachable", `Cannot reach ${where}: ${connectWords(scrub(errorText(error)))}`);
  }
  const { status, headers } = answer;
  const body = answer.body.toString("utf8");
  if (status >= 200 && status < 300) {
    try {
      return JSON.parse(body);
    } catch {
      const type = scrub(headers["content-type"] ?? "no content type");
      const text = `${url.host} answered with ${type} instead of JSON, so it is not ${where}. Check "management" of the source.`;
      throw new BrokerError("invalid", text);
    }
  }
  throw refused(asked, { where, status, location: headers.location, reason: reasonOf(body) });
}

function send({ url, user, password, tls }: Asked, signal: AbortSignal) {
  const secured = url.protocol === "https:" ? tls() : {};
  return outbound.ask(url, {
    headers: { accept: "application/json" },
    signal,
    mostBytes,
    more: { ...secured, auth: `${user}:${password}` },
  });
}

/** `reason`: RabbitMQ's own word for it; "" where it gave none. */
function refused(
  { user, vhost, scrub, url }: Asked,
  said: { readonly where: string; readonly status: number; readonly location: string | undefined; readonly reason: string },
): BrokerError {
  const { where, status, location } = said;
  const reason = said.reason === "" ? "" : `, ${scrub(said.reason)}`;
  if (status >= 300 && status < 400) {
    const to = location !== undefined && URL.canParse(location, url) ? new URL(location, url) : null;
    const there = to === null ? "" : ` to ${scrub(to.origin + to.pathname)}`;
    return new BrokerError(
      "invalid",
      `${where} redirects${there} (${status}), which is not followed. Write that address into "management".`,
    );
  }
  if (/virtual host/i.test(said.reason))
    return new BrokerError(
      "denied",
      `${where} does not let user "${user}" see virtual host "${vhost}" (${status}${reason}). It needs permissions there: rabbitmqctl set_permissions.`,
    );
  if (status === 403 || /not management user/i.test(said.reason))
    return new BrokerError(
      "denied",
      `${where} denies user "${user}" (${status}${reason}). It needs the tag "monitoring" or "management": rabbitmqctl set_user_tags.`,
    );
  if (status === 401)
    return new BrokerError(
      "denied",
      `${where} does not accept user "${user}" or its password (${status}${reason}). Put both into "management".`,
    );
  if (status === 404)
    return new BrokerError(
      "missing",
      `${where} does not know ${scrub(decodeURIComponent(url.pathname))} (404): virtual host "${vhost}" or the queue is not there.`,
    );
  return new BrokerError("unreachable", `${where} failed: it answered ${status}${reason}.`);
}

function reasonOf(body: string): string {
  try {
    const { reason } = JSON.parse(body) as { reason?: unknown };
    return typeof reason === "string" ? reason.slice(0, 200) : "";
  } catch {
    return "";
  }
}
