import { z } from "zod";
import { actOnAlert } from "../alerts/act.ts";
import { removeOwner, saveOwner } from "../alerts/change-owner.ts";
import { removeRule, saveRule } from "../alerts/change-rule.ts";
import { describeKinds } from "../alerts/describe-kinds.ts";
import { getAlert } from "../alerts/get.ts";
import {
  alertAct,
  alertId,
  deliveryId,
  listAlertsInput,
  listDeliveriesInput,
  listMarksInput,
  ownerInput,
  pauseChannelInput,
  previewInput,
  removeRuleInput,
  saveOwnerInput,
  saveRuleInput,
  silenceInput,
  subscribeInput,
  testChannelInput,
  unsubscribeInput,
} from "../alerts/input.ts";
import { listAlerts } from "../alerts/list.ts";
import { listChanges } from "../alerts/list-changes.ts";
import { listChannels } from "../alerts/list-channels.ts";
import { listDeliveries } from "../alerts/list-deliveries.ts";
import { listMarks } from "../alerts/list-marks.ts";
import { listOwners } from "../alerts/list-owners.ts";
import { listPretended } from "../alerts/list-pretended.ts";
import { listRules, listSilences } from "../alerts/list-rules.ts";
import {
  alertChange,
  alertFacts,
  alertMark,
  alertPage,
  alertsSummary,
  channelList,
  channelTested,
  deliveryPage,
  describedKind,
  madeId,
  ownerList,
  pretended,
  previewAnswer,
  pushState,
  ruleList,
  silenceList,
} from "../alerts/output.ts";
import { pauseChannel, resumeChannel } from "../alerts/pause-channel.ts";
import { previewRule } from "../alerts/preview.ts";
import { readPush, relink, subscribe, unsubscribe } from "../alerts/push/subscribe.ts";
import { sendAgain } from "../alerts/send-again.ts";
import { setOwner } from "../alerts/set-owner.ts";
import { endSilence, makeSilence } from "../alerts/silence.ts";
import { summarizeAlerts } from "../alerts/summarize.ts";
import { testChannel } from "../alerts/test-channel.ts";
import { acts, own, reads, router } from "./init.ts";

export const alertsRouter = router({
  list: reads("alert.view")
    .input(listAlertsInput)
    .output(alertPage)
    .query(({ ctx, input }) => listAlerts(ctx, input)),
  get: reads("alert.view")
    .input(alertId)
    .output(alertFacts)
    .query(({ ctx, input }) => getAlert(ctx, input)),
  changes: reads("alert.view")
    .input(alertId)
    .output(z.array(alertChange).readonly())
    .query(({ ctx, input }) => listChanges(ctx, input)),
  summary: reads("alert.view")
    .output(alertsSummary)
    .query(({ ctx }) => summarizeAlerts(ctx)),
  channels: reads("alert.view")
    .output(channelList)
    .query(({ ctx }) => listChannels(ctx)),
  deliveries: reads("alert.view")
    .input(listDeliveriesInput)
    .output(deliveryPage)
    .query(({ ctx, input }) => listDeliveries(ctx, input)),
  pretended: reads("alert.view")
    .output(pretended)
    .query(({ ctx }) => listPretended(ctx)),
  marks: reads("alert.view")
    .input(listMarksInput)
    .output(z.array(alertMark).readonly())
    .query(({ ctx, input }) => listMarks(ctx, input)),
  rules: reads("alert.view")
    .output(ruleList)
    .query(({ ctx }) => listRules(ctx)),
  kinds: reads("alert.view").output(z.array(describedKind).readonly()).query(describeKinds),
  owners: reads("alert.view")
    .output(ownerList)
    .query(({ ctx }) => listOwners(ctx)),
  silences: reads("alert.view")
    .output(silenceList)
    .query(({ ctx }) => listSilences(ctx)),
  preview: reads("alert.manage")
    .input(previewInput)
    .output(previewAnswer)
    .query(({ ctx, input }) => previewRule(ctx, input)),
  act: acts
    .input(alertAct)
    .output(z.void())
    .mutation(({ ctx, input }) => actOnAlert(ctx, input)),
  silence: acts
    .input(silenceInput)
    .output(madeId)
    .mutation(({ ctx, input }) => makeSilence(ctx, input)),
  endSilence: acts
    .input(alertId)
    .output(z.void())
    .mutation(({ ctx, input }) => endSilence(ctx, input)),
  saveRule: acts
    .input(saveRuleInput)
    .output(madeId)
    .mutation(({ ctx, input }) => saveRule(ctx, input)),
  removeRule: acts
    .input(removeRuleInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeRule(ctx, input)),
  saveOwner: acts
    .input(saveOwnerInput)
    .output(madeId)
    .mutation(({ ctx, input }) => saveOwner(ctx, input)),
  removeOwner: acts
    .input(removeRuleInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeOwner(ctx, input)),
  setOwner: acts
    .input(ownerInput)
    .output(z.void())
    .mutation(({ ctx, input }) => setOwner(ctx, input)),
  testChannel: acts
    .input(testChannelInput)
    .output(channelTested)
    .mutation(({ ctx, input }) => testChannel(ctx, input)),
  pauseChannel: acts
    .input(pauseChannelInput)
    .output(z.void())
    .mutation(({ ctx, input }) => pauseChannel(ctx, input)),
  resumeChannel: acts
    .input(testChannelInput)
    .output(z.void())
    .mutation(({ ctx, input }) => resumeChannel(ctx, input)),
  sendAgain: acts
    .input(deliveryId)
    .output(z.void())
    .mutation(({ ctx, input }) => sendAgain(ctx, input)),
  push: own.output(pushState).query(({ ctx }) => readPush(ctx)),
  subscribe: own
    .input(subscribeInput)
    .output(z.void())
    .mutation(({ ctx, input }) => subscribe(ctx, input)),
  relink: own
    .input(unsubscribeInput)
    .output(z.boolean())
    .mutation(({ ctx, input }) => relink(ctx, input)),
  unsubscribe: own
    .input(unsubscribeInput)
    .output(z.void())
    .mutation(({ ctx, input }) => unsubscribe(ctx, input)),
});
