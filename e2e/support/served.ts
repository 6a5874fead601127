import { type IncomingHttpHeaders, request, type RequestOptions } from "node:http";
import { request as requestTls } from "node:https";
import { connect } from "node:net";
import { buffer } from "node:stream/consumers";
import { connectDatabase } from "../../server/db/client.ts";
import { startConsole } from "../../server/testing/console.ts";
import { testContext } from "../../server/testing/context.ts";
import { createTestDatabase } from "../../server/testing/database.ts";
import { capture, rawMessage, watchQueue } from "../../server/testing/messages.ts";
import { freePorts } from "../../server/testing/ports.ts";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The built console without a broker, on a database of its own that holds one message. `yaml` gets its port. */
export async function startServed(yaml: (port: number) => string, { tls = false } = {}) {
  const [database, [port = 0]] = await Promise.all([createTestDatabase(), freePorts(1)]);
  const clients = connectDatabase(database.url, { max: 2 });
  const ctx = testContext(clients);
  const [messageId = 0] = await capture(ctx, await watchQueue(ctx), [rawMessage({ body: Buffer.from("<b>hostile</b>") })]);
  const web = await startConsole({ yaml: yaml(port), databaseUrl: database.url, port, tls });
  return {
    url: web.url,
    port,
    ctx,
    messageId,
    /** Resolves with the exit code of the console. */
    stop: async () => {
      const code = await web.stop();
      await clients.close();
      await database.drop();
      return code;
    },
  };
}

/** One request as the options say it, with nothing that a browser or `fetch` adds or forbids. A certificate is not looked at unless `ca` is given. */
export function ask(
  url: string,
  options: RequestOptions & { readonly body?: Buffer | string; readonly ca?: Buffer; readonly servername?: string } = {},
): Promise<Answer> {
  const { body, ...more } = options;
  return new Promise((resolve, reject) => {
    const sent = (url.startsWith("https:") ? requestTls : request)(
      url,
      { rejectUnauthorized: more.ca !== undefined, agent: false, ...more },
      (response) => {
        buffer(response).then(
          (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: bytes.toString() }),
          reject,
        );
      },
    );
    sent.on("error", reject).end(body);
  });
}

/** What a server says to bytes that no HTTP client would send, until it closes the connection. */
export function askRaw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    buffer(socket).then((said) => resolve(said.toString()), reject);
  });
}
