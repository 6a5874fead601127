import type { Consumer } from "../applications/consumer-of.ts";
import { findLatest, type StateOf } from "../applications/sequences/find-latest.ts";
import type { Ctx } from "../context.ts";
import type { Aged } from "./judge-stale.ts";

interface Keyed extends StateOf {
  readonly consumers: readonly Consumer[];
}

/** What each application that consumes a message says of the newest event of its key; one statement for each consumer and table. In the order given. */
export async function readLatest(
  { applications }: Pick<Ctx, "applications">,
  asked: readonly Keyed[],
): Promise<readonly (readonly Aged[])[]> {
  const all = asked.flatMap(({ consumers, ...state }, nth) => consumers.map((consumer) => ({ nth, ...state, consumer })));
  const byConsumer = Map.groupBy(all, ({ consumer: { application, name } }) => JSON.stringify([application.name, name]));
  const told = await Promise.all(
    [...byConsumer.values()].map(async (own) => {
      const { application: spec, name } = own[0]!.consumer;
      const application = applications.all.find((one) => one.spec.name === spec.name);
      const find = application ? await findLatest(application, name, own) : () => null;
      return own.map((one) => ({ nth: one.nth, application: spec.name, latest: find(one) }));
    }),
  );
  const byNth = Map.groupBy(told.flat(), ({ nth }) => nth);
  return asked.map((_, nth) => byNth.get(nth) ?? []);
}
