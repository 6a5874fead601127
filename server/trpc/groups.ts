import { assignGroup } from "../groups/assign.ts";
import { getGroup } from "../groups/get.ts";
import { assign, groupId, listGroupsInput, note, triage } from "../groups/input.ts";
import { listGroups } from "../groups/list.ts";
import { noteGroup } from "../groups/note.ts";
import { summarizeGroups } from "../groups/summarize.ts";
import { triageGroup } from "../groups/triage.ts";
import { acts, reads, router } from "./init.ts";

export const groupsRouter = router({
  list: reads("group.view")
    .input(listGroupsInput)
    .query(({ ctx, input }) => listGroups(ctx, input)),
  summary: reads("group.view").query(({ ctx }) => summarizeGroups(ctx)),
  get: reads("group.view")
    .input(groupId)
    .query(({ ctx, input }) => getGroup(ctx, input)),
  triage: acts.input(triage).mutation(({ ctx, input }) => triageGroup(ctx, input)),
  assign: acts.input(assign).mutation(({ ctx, input }) => assignGroup(ctx, input)),
  note: acts.input(note).mutation(({ ctx, input }) => noteGroup(ctx, input)),
});
