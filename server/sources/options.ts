/** How a source is reached, by kind of broker: what the configuration holds and an adapter is given. */

export interface RabbitMQOptions {
  /** amqp or amqps, with user, password and virtual host. */
  readonly url: string;
  /** Address of the management API; null: topology, types and limits are unknown, all else works. */
  readonly management: string | null;
}

export interface SqsOptions {
  readonly region: string;
  /** Another address than AWS's: an emulator, a VPC endpoint. */
  readonly endpoint: string | null;
  /** null: the environment's or the instance's credentials. */
  readonly accessKeyId: string | null;
  readonly secretAccessKey: string | null;
}

export interface KafkaOptions {
  /** "host:port" of some brokers; the rest are learnt from them. */
  readonly brokers: readonly string[];
  /** `ca`, `cert` and `key` are PEM files, for a certificate that nobody else vouches for and for clients that need one. */
  readonly tls: boolean | { readonly ca?: string; readonly cert?: string; readonly key?: string };
  /** How the names of the consumer groups begin that read its topics: consoles that share a cluster need one each. */
  readonly group: string;
  readonly sasl: {
    readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
    readonly username: string;
    readonly password: string;
  } | null;
}
