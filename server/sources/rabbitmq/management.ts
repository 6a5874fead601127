import { BrokerError } from "../port.ts";
import { errorText, type Scrub } from "./errors.ts";

const answerMs = 10_000;
const pageSize = 500;

type Arguments = Readonly<Record<string, unknown>>;

/** What the management API says of a queue; fields that a version leaves out are undefined. */
export interface ManagedQueue {
  readonly name: string;
  readonly type?: string;
  readonly durable?: boolean;
  readonly arguments?: Arguments;
  readonly policy?: string | null;
  readonly effective_policy_definition?: Arguments | null;
  readonly messages_ready?: number;
  readonly consumers?: number;
  /** Seconds since 1970, of the `timestamp` property of the first message; absent or "" where it has none. */
  readonly head_message_timestamp?: number | string | null;
}

export interface ManagedExchange {
  readonly name: string;
  readonly type: string;
  readonly arguments?: Arguments;
}

export interface ManagedBinding {
  readonly source: string;
  readonly destination: string;
  readonly destination_type: string;
  readonly routing_key: string;
  readonly arguments?: Arguments;
}

/** The parts of the management API that are read. All reject with `BrokerError`. */
export interface Management {
  queues(): Promise<readonly ManagedQueue[]>;
  queue(name: string): Promise<ManagedQueue>;
  exchanges(): Promise<readonly ManagedExchange[]>;
  bindings(): Promise<readonly ManagedBinding[]>;
}

const columns = "name,type,durable,arguments,policy,effective_policy_definition,messages_ready,consumers,head_message_timestamp";

/** A client for one virtual host. The user is that of the management URL, or that of the AMQP URL where it names none. */
export function createManagement(options: { management: string; url: string; vhost: string; scrub: Scrub }): Management {
  const { scrub } = options;
  const base = new URL(options.management);
  const user = base.username === "" && URL.canParse(options.url) ? new URL(options.url) : base;
  const name = decodeURIComponent(user.username || "guest");
  const authorization = `Basic ${Buffer.from(`${name}:${decodeURIComponent(user.password || "guest")}`).toString("base64")}`;
  const api = `${base.origin}${base.pathname.replace(/\/(api\/?)?$/, "")}/api`;
  const vhost = encodeURIComponent(options.vhost);

  const get = async (path: string): Promise<unknown> => {
    let response: Response;
    try {
      response = await fetch(`${api}${path}`, { headers: { authorization }, signal: AbortSignal.timeout(answerMs) });
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      throw new BrokerError("unreachable", `Cannot reach RabbitMQ's management API at ${base.host}: ${scrub(errorText(cause))}.`);
    }
    if (response.ok) return response.json();
    await response.body?.cancel();
    if (response.status === 404) throw new BrokerError("missing", `RabbitMQ's management API at ${base.host} does not know ${path}.`);
    const why = `answered ${response.status}`;
    const needs = `It needs the user "${name}" with the tag "monitoring" or "management" and access to virtual host "${options.vhost}".`;
    const code = response.status === 401 || response.status === 403 ? "denied" : "unreachable";
    throw new BrokerError(code, `RabbitMQ's management API at ${base.host} ${why}. ${needs}`);
  };

  return {
    queues: async () => {
      const all: ManagedQueue[] = [];
      for (let page = 1; ; page++) {
        const { items, page_count } = (await get(`/queues/${vhost}?page=${page}&page_size=${pageSize}&columns=${columns}`)) as {
          items: ManagedQueue[];
          page_count: number;
        };
        all.push(...items);
        if (page >= page_count) return all;
      }
    },
    queue: async (queue) => (await get(`/queues/${vhost}/${encodeURIComponent(queue)}?columns=${columns}`)) as ManagedQueue,
    exchanges: async () => (await get(`/exchanges/${vhost}?columns=name,type,arguments`)) as ManagedExchange[],
    bindings: async () => (await get(`/bindings/${vhost}`)) as ManagedBinding[],
  };
}
