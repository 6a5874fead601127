import { startRabbitMQ } from "./rabbitmq.ts";

export interface VirtualHost {
  readonly url: string;
  readonly management: string;
  readonly vhost: string;
  /** Calls the management API, below `/api`. */
  call(method: string, path: string, body?: unknown): Promise<Response>;
  drop(): Promise<void>;
}

/**
 * The broker that tests share: named by REDRIVE_TEST_RABBITMQ_URL and REDRIVE_TEST_RABBITMQ_MANAGEMENT_URL (both needed, since each test
 * file gets a virtual host of its own), else one started for the caller.
 */
export async function sharedRabbitMQ(): Promise<{ url: string; management: string; stop(): Promise<void> }> {
  const url = process.env["REDRIVE_TEST_RABBITMQ_URL"];
  const management = process.env["REDRIVE_TEST_RABBITMQ_MANAGEMENT_URL"];
  if (url !== undefined && management !== undefined) return { url, management, stop: async () => {} };
  const { url: own, management: api, stop } = await startRabbitMQ();
  return { url: own, management: api, stop };
}

/** A virtual host of one's own on the shared broker; the caller drops it, which ends every connection in it. */
export async function createVirtualHost(): Promise<VirtualHost> {
  const broker = await sharedRabbitMQ();
  const vhost = `t-${crypto.randomUUID()}`;
  const call = callManagement(broker.management);
  const { username } = new URL(broker.url);
  await ok(call("PUT", `/vhosts/${vhost}`));
  await ok(call("PUT", `/permissions/${vhost}/${username}`, { configure: ".*", write: ".*", read: ".*" }));
  const url = new URL(broker.url);
  url.pathname = `/${vhost}`;
  const drop = async () => {
    await call("DELETE", `/vhosts/${vhost}`);
    await broker.stop();
  };
  return { url: url.href, management: broker.management, vhost, call, drop };
}

function callManagement(management: string): VirtualHost["call"] {
  const { origin, username, password } = new URL(management);
  const headers = { authorization: `Basic ${btoa(`${username}:${password}`)}`, "content-type": "application/json" };
  return (method, path, body) => fetch(`${origin}/api${path}`, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
}

async function ok(response: Promise<Response>): Promise<void> {
  const { ok: fine, status, url } = await response;
  if (!fine) throw new Error(`RabbitMQ's management API answered ${status} to ${new URL(url).pathname}.`);
}
