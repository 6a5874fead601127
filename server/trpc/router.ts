import { accessRouter } from "./access.ts";
import { alertsRouter } from "./alerts.ts";
import { annotationsRouter } from "./annotations.ts";
import { auditRouter } from "./audit.ts";
import { breakersRouter } from "./breakers.ts";
import { bulkRouter } from "./bulk.ts";
import { groupsRouter } from "./groups.ts";
import { idempotencyRouter } from "./idempotency.ts";
import { router } from "./init.ts";
import { liveRouter } from "./live.ts";
import { messagesRouter } from "./messages.ts";
import { outboxRouter } from "./outbox.ts";
import { overviewRouter } from "./overview.ts";
import { peopleRouter } from "./people.ts";
import { queuesRouter } from "./queues.ts";
import { replaysRouter } from "./replays.ts";
import { sequencesRouter } from "./sequences.ts";
import { settingsRouter } from "./settings.ts";

export const appRouter = router({
  messages: messagesRouter,
  groups: groupsRouter,
  queues: queuesRouter,
  bulk: bulkRouter,
  breakers: breakersRouter,
  idempotency: idempotencyRouter,
  outbox: outboxRouter,
  replays: replaysRouter,
  sequences: sequencesRouter,
  alerts: alertsRouter,
  annotations: annotationsRouter,
  overview: overviewRouter,
  audit: auditRouter,
  people: peopleRouter,
  settings: settingsRouter,
  access: accessRouter,
  live: liveRouter,
});

export type AppRouter = typeof appRouter;
