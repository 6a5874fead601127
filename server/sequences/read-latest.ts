import type { Consumer } from "../applications/consumer-of.ts";
import { findLatest } from "../applications/sequences/find-latest.ts";
import type { Ctx } from "../context.ts";
import type { Aged } from "./judge-stale.ts";

interface Keyed {
  readonly key: string;
  readonly consumers: readonly Consumer[];
}

/** What each application that consumes a message says of the newest event of its key; one statement for each consumer. In the order given. */
export async function readLatest(
  { applications }: Pick<Ctx, "applications">,
  asked: readonly Keyed[],
): Promise<readonly (readonly Aged[])[]> {
  const all = asked.flatMap(({ key, consumers }, nth) => consumers.map((consumer) => ({ nth, key, consumer })));
  const byConsumer = Map.groupBy(all, ({ consumer: { application, name } }) => JSON.stringify([application.name, name]));
  const told = await Promise.all(
    [...byConsumer.values()].map(async (own) => {
      const { application: spec, name } = own[0]!.consumer;
      const application = applications.all.find((one) => one.spec.name === spec.name);
      const keys = own.map(({ key }) => key);
      const found = application ? await findLatest(application, name, keys) : null;
      return own.map(({ nth, key }) => ({ nth, application: spec.name, latest: found === null ? null : found.of(key) }));
    }),
  );
  const byNth = Map.groupBy(told.flat(), ({ nth }) => nth);
  return asked.map((_, nth) => byNth.get(nth) ?? []);
}
