import type { Preset } from "./preset.ts";
import { jobPresets } from "./job-presets.ts";
import { cap } from "./presets/cap.ts";
import { debezium } from "./presets/debezium.ts";
import { eventuate } from "./presets/eventuate.ts";
import { massTransit } from "./presets/masstransit.ts";
import { namastack } from "./presets/namastack.ts";
import { nServiceBus } from "./presets/nservicebus.ts";
import { outbox } from "./presets/outbox.ts";
import { outboxable } from "./presets/outboxable.ts";
import { outboxer } from "./presets/outboxer.ts";
import { pgTransactionalOutbox } from "./presets/pg-transactional-outbox.ts";
import { processedEvents } from "./presets/processed-events.ts";
import { railsEventStore } from "./presets/rails-event-store.ts";
import { springModulith } from "./presets/spring-modulith.ts";
import { transactionOutbox } from "./presets/transaction-outbox.ts";
import { watermill } from "./presets/watermill.ts";
import { wolverine } from "./presets/wolverine.ts";

/** Every preset, in the order in which redrive.yaml's reference lists them. */
export const presets = [
  outbox,
  processedEvents,
  massTransit,
  nServiceBus,
  cap,
  wolverine,
  springModulith,
  debezium,
  eventuate,
  transactionOutbox,
  namastack,
  watermill,
  railsEventStore,
  outboxer,
  outboxable,
  pgTransactionalOutbox,
  ...jobPresets,
] as const satisfies readonly Preset[];

export const presetNames: readonly string[] = presets.map(({ name }) => name);

export function findPreset(name: string): Preset | undefined {
  return presets.find((preset) => preset.name === name);
}

/** Its tables hold failed jobs, which a source of kind job-table reads. */
export const isJobPreset = (name: string): boolean => jobPresets.some((preset) => preset.name === name);
