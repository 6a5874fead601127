import { Agent as ClearAgent } from "node:http";
import { Agent } from "node:https";
import { SQSClient } from "@aws-sdk/client-sqs";
import { Outbound } from "../../outbound/outbound.ts";
import { brokerRule } from "../../outbound/rule.ts";
import { readTls } from "../read-tls.ts";
import type { TlsFiles } from "../source-kind.ts";
import type { SqsOptions } from "./options.ts";
import { keepProto } from "./proto-name.ts";

const { lookup } = new Outbound(brokerRule);
const connections = { keepAlive: true, maxSockets: 50, lookup };

export function createClient(source: string, { region, endpoint, tls, accessKeyId, secretAccessKey }: SqsOptions): SQSClient {
  const client = new SQSClient({
    region,
    // A send that is tried again by itself may double: an outcome that is not known is said to be.
    maxAttempts: 1,
    requestHandler: {
      requestTimeout: 30_000,
      connectionTimeout: 5_000,
      throwOnRequestTimeout: true,
      httpAgent: new ClearAgent(connections),
      httpsAgent: tls ? new FileAgent(source, tls) : new Agent(connections),
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
    super(connections);
    this.#source = source;
    this.#files = files;
  }

  override createConnection(...[options, done]: Parameters<Agent["createConnection"]>): ReturnType<Agent["createConnection"]> {
    return super.createConnection({ ...options, ...readTls(this.#source, this.#files) }, done);
  }
}
