import { z } from "zod";
import { BrokerError } from "../port.ts";
import type { Scrub } from "./errors.ts";
import { askManagement } from "./management-request.ts";

const answerMs = 10_000;
/** Of a question that is asked often and that AMQP answers in part. */
const quickMs = 3_000;
const pageSize = 500;

/** Lists and tables that are empty come as either. */
const table = z.preprocess((value) => (Array.isArray(value) ? {} : value), z.record(z.string(), z.unknown()));

/** What the management API says of a queue; fields that a version leaves out are undefined. */
const managedQueue = z.object({
  name: z.string(),
  type: z.string().optional(),
  durable: z.boolean().optional(),
  auto_delete: z.boolean().optional(),
  arguments: table.optional(),
  policy: z.string().nullish(),
  effective_policy_definition: table.nullish(),
  messages_ready: z.number().optional(),
  messages_unacknowledged: z.number().optional(),
  consumers: z.number().optional(),
  /** Seconds since 1970, of the `timestamp` property of the first message; absent or "" where it has none. */
  head_message_timestamp: z.union([z.number(), z.string()]).nullish(),
});
export type ManagedQueue = Readonly<z.output<typeof managedQueue>>;

const managedExchange = z.object({
  name: z.string(),
  type: z.string(),
  arguments: table.optional(),
  /** Who declared it. */
  user_who_performed_action: z.string().optional(),
});
export type ManagedExchange = Readonly<z.output<typeof managedExchange>>;

const managedBinding = z.object({
  source: z.string(),
  destination: z.string(),
  destination_type: z.string(),
  routing_key: z.string(),
  arguments: table.optional(),
});
export type ManagedBinding = Readonly<z.output<typeof managedBinding>>;

const managedConsumer = z.object({ consumer_tag: z.string(), queue: z.object({ name: z.string() }) });
export type ManagedConsumer = Readonly<z.output<typeof managedConsumer>>;

const managedConnection = z.object({ client_properties: table.optional() });
export type ManagedConnection = Readonly<z.output<typeof managedConnection>>;

const queuePage = z.object({ items: z.array(managedQueue), page_count: z.number() });

/** The parts of the management API that are read. All reject with `BrokerError`. */
export interface Management {
  queues(): Promise<readonly ManagedQueue[]>;
  queue(name: string): Promise<ManagedQueue>;
  exchanges(): Promise<readonly ManagedExchange[]>;
  bindings(): Promise<readonly ManagedBinding[]>;
  /** Of all queues; a user without the tag "monitoring" sees its own alone. */
  consumers(): Promise<readonly ManagedConsumer[]>;
  /** Of the whole virtual host; a user without the tag "monitoring" sees its own alone. */
  connections(): Promise<readonly ManagedConnection[]>;
}

const columns =
  "name,type,durable,auto_delete,arguments,policy,effective_policy_definition,messages_ready,messages_unacknowledged,consumers,head_message_timestamp";

/** A client for one virtual host. The user is that of the management URL, or that of the AMQP URL where it names none. */
export function createManagement(options: { management: string; url: string; vhost: string; tls: () => object; scrub: Scrub }): Management {
  const { scrub, tls } = options;
  const base = new URL(options.management);
  const user = base.username === "" && URL.canParse(options.url) ? new URL(options.url) : base;
  const who = { user: decodeURIComponent(user.username || "guest"), password: decodeURIComponent(user.password || "guest") };
  const api = `${base.origin}${base.pathname.replace(/\/(api\/?)?$/, "")}/api`;
  const vhost = encodeURIComponent(options.vhost);

  const get = async <Shape extends z.ZodType>(shape: Shape, path: string, withinMs = answerMs): Promise<z.output<Shape>> => {
    const answer = await askManagement({ ...who, url: new URL(`${api}${path}`), vhost: options.vhost, tls, withinMs, scrub });
    const parsed = shape.safeParse(answer);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.join(".") ?? "";
    const text = `${base.host} answered with JSON that is not RabbitMQ's${where && ` (at ${where})`}. Check "management" of the source.`;
    throw new BrokerError("invalid", text);
  };

  return {
    queues: async () => {
      const all: ManagedQueue[] = [];
      for (let page = 1; ; page++) {
        const { items, page_count } = await get(queuePage, `/queues/${vhost}?page=${page}&page_size=${pageSize}&columns=${columns}`);
        all.push(...items);
        if (page >= page_count) return all;
      }
    },
    queue: (queue) => get(managedQueue, `/queues/${vhost}/${encodeURIComponent(queue)}?columns=${columns}`, quickMs),
    exchanges: () => get(z.array(managedExchange), `/exchanges/${vhost}?columns=name,type,arguments,user_who_performed_action`),
    bindings: () => get(z.array(managedBinding), `/bindings/${vhost}`),
    consumers: () => get(z.array(managedConsumer), `/consumers/${vhost}?columns=consumer_tag,queue.name`),
    connections: () => get(z.array(managedConnection), `/vhosts/${vhost}/connections?columns=client_properties`),
  };
}
