import type { Family } from "./family.ts";
import { alertFamily } from "./families/alerts.ts";
import { groupFamily } from "./families/groups.ts";
import { queueFamily } from "./families/queues.ts";
import { replayFamily } from "./families/replays.ts";
import { sourceFamily } from "./families/sources.ts";

/** All that the console reads from the database when it is asked for metrics. */
export const families: readonly Family[] = [queueFamily, groupFamily, replayFamily, sourceFamily, alertFamily];
