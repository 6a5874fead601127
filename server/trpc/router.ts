import { auditRouter } from "./audit.ts";
import { bulkRouter } from "./bulk.ts";
import { groupsRouter } from "./groups.ts";
import { router } from "./init.ts";
import { liveRouter } from "./live.ts";
import { messagesRouter } from "./messages.ts";
import { overviewRouter } from "./overview.ts";
import { queuesRouter } from "./queues.ts";
import { replaysRouter } from "./replays.ts";
import { settingsRouter } from "./settings.ts";

export const appRouter = router({
  messages: messagesRouter,
  groups: groupsRouter,
  queues: queuesRouter,
  bulk: bulkRouter,
  replays: replaysRouter,
  overview: overviewRouter,
  audit: auditRouter,
  settings: settingsRouter,
  live: liveRouter,
});

export type AppRouter = typeof appRouter;
