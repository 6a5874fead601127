import { Agent } from "node:https";
import { SQSClient } from "@aws-sdk/client-sqs";
import { readTls } from "../read-tls.ts";
import type { TlsFiles } from "../source-kind.ts";
import type { SqsOptions } from "./options.ts";
import { keepProto } from "./proto-name.ts";

export function createClient(source: string, { region, endpoint, tls, accessKeyId, secretAccessKey }: SqsOptions): SQSClient {
  const client = new SQSClient({
    region,
    // A send that is tried again by itself may double: an outcome that is not known is said to be.
    maxAttempts: 1,
    requestHandler: {
      requestTimeout: 30_000,
      connectionTimeout: 5_000,
      throwOnRequestTimeout: true,
      ...(tls ? { httpsAgent: new FileAgent(source, tls) } : {}),
    },
    ...(endpoint ? { endpoint } : {}),
    ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey } } : {}),
  });
  keepProto(client);
  return client;
}

/** Reads its files when it connects: a broker is opened although they are not there, and says so when it is asked. */
class FileAgent extends Agent {
  readonly #source: string;
  readonly #files: TlsFiles;

  constructor(source: string, files: TlsFiles) {
    super({ keepAlive: true, maxSockets: 50 });
    this.#source = source;
    this.#files = files;
  }

  override createConnection(...[options, done]: Parameters<Agent["createConnection"]>): ReturnType<Agent["createConnection"]> {
    return super.createConnection({ ...options, ...readTls(this.#source, this.#files) }, done);
  }
}
