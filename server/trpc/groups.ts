import { z } from "zod";
import { assigned, groupFacts, groupPage, groupsSummary } from "../groups/output.ts";
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
    .output(groupPage)
    .query(({ ctx, input }) => listGroups(ctx, input)),
  summary: reads("group.view")
    .output(groupsSummary)
    .query(({ ctx }) => summarizeGroups(ctx)),
  get: reads("group.view")
    .input(groupId)
    .output(groupFacts)
    .query(({ ctx, input }) => getGroup(ctx, input)),
  triage: acts
    .input(triage)
    .output(z.void())
    .mutation(({ ctx, input }) => triageGroup(ctx, input)),
  assign: acts
    .input(assign)
    .output(assigned)
    .mutation(({ ctx, input }) => assignGroup(ctx, input)),
  note: acts
    .input(note)
    .output(z.void())
    .mutation(({ ctx, input }) => noteGroup(ctx, input)),
});
