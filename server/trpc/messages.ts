import { completeFilter } from "../messages/complete.ts";
import { countMessages } from "../messages/count.ts";
import { countNewer } from "../messages/count-newer.ts";
import { discardMessages } from "../bulk/discard.ts";
import { editMessage } from "../messages/edit.ts";
import { facetMessages } from "../messages/facets.ts";
import { getMessage } from "../messages/get.ts";
import { getVersion } from "../messages/get-version.ts";
import { histogramMessages } from "../messages/histogram.ts";
import { edit, selectionWithReason, takeOriginalInput } from "../messages/input.ts";
import { listMessages } from "../messages/list.ts";
import { readOriginal, takeOriginal } from "../capture/original.ts";
import { getPayload } from "../payloads/payload.ts";
import { completeInput, filterInput, idInput, listMessagesInput, newerInput, payloadInput } from "../messages/read-input.ts";
import { restoreMessages } from "../bulk/restore.ts";
import { summarizeMessages } from "../messages/summarize.ts";
import { allowed, router } from "./init.ts";

export const messagesRouter = router({
  list: allowed("message.view")
    .input(listMessagesInput)
    .query(({ ctx, input }) => listMessages(ctx, input)),
  summary: allowed("message.view")
    .input(filterInput)
    .query(({ ctx, input }) => summarizeMessages(ctx, input)),
  count: allowed("message.view")
    .input(filterInput)
    .query(({ ctx, input }) => countMessages(ctx, input)),
  newer: allowed("message.view")
    .input(newerInput)
    .query(({ ctx, input }) => countNewer(ctx, input)),
  facets: allowed("message.view")
    .input(filterInput)
    .query(({ ctx, input }) => facetMessages(ctx, input)),
  histogram: allowed("message.view")
    .input(filterInput)
    .query(({ ctx, input }) => histogramMessages(ctx, input)),
  complete: allowed("message.view")
    .input(completeInput)
    .query(({ ctx, input }) => completeFilter(ctx, input)),
  get: allowed("message.view")
    .input(idInput)
    .query(({ ctx, input }) => getMessage(ctx, input)),
  version: allowed("message.view")
    .input(idInput)
    .query(({ ctx, input }) => getVersion(ctx, input)),
  payload: allowed("message.view")
    .input(payloadInput)
    .query(({ ctx, input }) => getPayload(ctx, input)),
  original: allowed("message.view")
    .input(idInput)
    .query(({ ctx, input }) => readOriginal(ctx, input)),
  takeOriginal: allowed("message.edit")
    .input(takeOriginalInput)
    .mutation(({ ctx, input }) => takeOriginal(ctx, input)),
  discard: allowed("message.discard")
    .input(selectionWithReason)
    .mutation(({ ctx, input }) => discardMessages(ctx, input)),
  restore: allowed("message.discard")
    .input(selectionWithReason)
    .mutation(({ ctx, input }) => restoreMessages(ctx, input)),
  edit: allowed("message.edit")
    .input(edit)
    .mutation(({ ctx, input }) => editMessage(ctx, input)),
});
