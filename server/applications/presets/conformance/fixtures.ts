import { cap } from "./cap.ts";
import { debezium } from "./debezium.ts";
import { eventuate } from "./eventuate.ts";
import type { Fixture } from "./fixture.ts";
import { massTransit } from "./masstransit.ts";
import { namastack } from "./namastack.ts";
import { nServiceBusProcessed } from "./nservicebus-processed.ts";
import { nServiceBus } from "./nservicebus.ts";
import { outbox } from "./outbox.ts";
import { pgTransactionalOutbox } from "./pg-transactional-outbox.ts";
import { processedEvents } from "./processed-events.ts";
import { outboxable, outboxer, railsEventStore } from "./rails.ts";
import { springModulith1, springModulith2 } from "./spring-modulith.ts";
import { transactionOutbox } from "./transaction-outbox.ts";
import { watermill } from "./watermill.ts";
import { wolverine } from "./wolverine.ts";

/** One fixture or more for each preset: a preset without one fails the suite. */
export const fixtures: readonly Fixture[] = [
  outbox,
  processedEvents,
  massTransit,
  nServiceBus,
  nServiceBusProcessed,
  cap,
  wolverine,
  springModulith1,
  springModulith2,
  debezium,
  eventuate,
  transactionOutbox,
  namastack,
  watermill,
  railsEventStore,
  outboxer,
  outboxable,
  pgTransactionalOutbox,
];
