import { z } from "zod";
import { copies, done } from "../bulk/output.ts";
import { original } from "../capture/output.ts";
import {
  completion,
  counted,
  facetValue,
  histogramBar,
  listSummary,
  messagePage,
  messageVersion,
  messageView,
  storedVersion,
} from "../messages/output.ts";
import { payload } from "../payloads/output.ts";
import { entityState } from "../entities/output.ts";
import { readEntity } from "../entities/read-entity.ts";
import { completeFilter } from "../messages/complete.ts";
import { countMessages } from "../messages/count.ts";
import { countNewer } from "../messages/count-newer.ts";
import { discardMessages } from "../bulk/discard.ts";
import { editMessage } from "../messages/edit.ts";
import { facetMessages } from "../messages/facets.ts";
import { getMessage } from "../messages/get.ts";
import { getVersion } from "../messages/get-version.ts";
import { histogramMessages } from "../messages/histogram.ts";
import { confirmedInput, confirmedWithReason, edit, filterSelection, takeOriginalInput } from "../messages/input.ts";
import { idempotency } from "../idempotency/output.ts";
import { readIdempotency } from "../idempotency/read.ts";
import { listMessages } from "../messages/list.ts";
import { readOriginal, takeOriginal } from "../capture/original.ts";
import { getPayload } from "../payloads/payload.ts";
import { completeInput, filterInput, idInput, listMessagesInput, newerInput, payloadInput } from "../messages/read-input.ts";
import { countCopies } from "../bulk/count-copies.ts";
import { restoreMessages } from "../bulk/restore.ts";
import { prepared } from "../selections/output.ts";
import { prepareSelection } from "../selections/prepare.ts";
import { summarizeMessages } from "../messages/summarize.ts";
import { acts, reads, router } from "./init.ts";

export const messagesRouter = router({
  list: reads("message.view")
    .input(listMessagesInput)
    .output(messagePage)
    .query(({ ctx, input }) => listMessages(ctx, input)),
  summary: reads("message.view")
    .input(filterInput)
    .output(listSummary)
    .query(({ ctx, input }) => summarizeMessages(ctx, input)),
  count: reads("message.view")
    .input(filterInput)
    .output(counted)
    .query(({ ctx, input }) => countMessages(ctx, input)),
  newer: reads("message.view")
    .input(newerInput)
    .output(z.number())
    .query(({ ctx, input }) => countNewer(ctx, input)),
  facets: reads("message.view")
    .input(filterInput)
    .output(z.array(facetValue).readonly())
    .query(({ ctx, input }) => facetMessages(ctx, input)),
  histogram: reads("message.view")
    .input(filterInput)
    .output(z.array(histogramBar).readonly())
    .query(({ ctx, input }) => histogramMessages(ctx, input)),
  complete: reads("message.view")
    .input(completeInput)
    .output(z.array(completion).readonly())
    .query(({ ctx, input }) => completeFilter(ctx, input)),
  get: reads("message.view")
    .input(idInput)
    .output(messageView)
    .query(({ ctx, input }) => getMessage(ctx, input)),
  version: reads("message.view")
    .input(idInput)
    .output(messageVersion)
    .query(({ ctx, input }) => getVersion(ctx, input)),
  entity: reads("message.view")
    .input(idInput)
    .output(entityState)
    .query(({ ctx, input }) => readEntity(ctx, input)),
  payload: reads("message.view")
    .input(payloadInput)
    .output(payload)
    .query(({ ctx, input }) => getPayload(ctx, input)),
  idempotency: reads("message.view")
    .input(idInput)
    .output(idempotency)
    .query(({ ctx, input }) => readIdempotency(ctx, input)),
  original: reads("message.view")
    .input(idInput)
    .output(original)
    .query(({ ctx, input }) => readOriginal(ctx, input)),
  takeOriginal: acts
    .input(takeOriginalInput)
    .output(storedVersion)
    .mutation(({ ctx, input }) => takeOriginal(ctx, input)),
  prepare: acts
    .input(filterSelection)
    .output(prepared)
    .mutation(({ ctx, input }) => prepareSelection(ctx, input)),
  discard: acts
    .input(confirmedWithReason)
    .output(done)
    .mutation(({ ctx, input }) => discardMessages(ctx, input)),
  copies: reads("message.view")
    .input(confirmedInput)
    .output(copies)
    .query(({ ctx, input }) => countCopies(ctx, input)),
  restore: acts
    .input(confirmedWithReason)
    .output(done)
    .mutation(({ ctx, input }) => restoreMessages(ctx, input)),
  edit: acts
    .input(edit)
    .output(storedVersion)
    .mutation(({ ctx, input }) => editMessage(ctx, input)),
});
