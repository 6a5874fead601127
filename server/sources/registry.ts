import type { Config } from "../config/config.ts";
import { adapters, type Openings } from "./adapters.ts";
import { type Broker, BrokerError, type BrokerKind, type Brokers } from "./port.ts";

/** An adapter for every configured source; none connects before it is used. */
export function openBrokers(config: Config): Brokers {
  const brokers = new Map(config.sources.map((source) => [source.name, openBroker(source)]));
  return {
    get: (source) => {
      const broker = brokers.get(source);
      if (!broker)
        throw new BrokerError("missing", `Source "${source}" is not configured. Configured: ${[...brokers.keys()].join(", ") || "none"}.`);
      return broker;
    },
    codec: (kind) => adapters[kind].codec,
    close: async () => {
      await Promise.all([...brokers.values()].map((broker) => broker.close()));
    },
  };
}

function openBroker<K extends BrokerKind>(source: { readonly kind: K } & Openings[K]): Broker {
  return adapters[source.kind].open(source);
}
