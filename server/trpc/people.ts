import { z } from "zod";
import { providerState, readProviderState } from "../oidc/read-state.ts";
import { revokeOwnSessions, revokeSessions } from "../access/revoke-sessions.ts";
import { disablePerson, enablePerson } from "../people/disable.ts";
import { giveRole, takeRole } from "../people/give-role.ts";
import {
  giveRoleInput,
  inviteInput,
  makeTokenInput,
  personAct,
  personInput,
  revokeInput,
  revokeOwnInput,
  tokenAct,
} from "../people/input.ts";
import { invitePerson, renewLink } from "../people/invite.ts";
import { listPeople } from "../people/list.ts";
import { makeToken, revokeToken } from "../people/make-token.ts";
import { invited, madeToken, me, peopleView, ways } from "../people/output.ts";
import { readMe, readWays } from "../people/read-me.ts";
import { acts, anybody, own, reads, router } from "./init.ts";

export const peopleRouter = router({
  ways: anybody.output(ways).query(({ ctx }) => readWays(ctx)),
  me: own.output(me).query(({ ctx }) => readMe(ctx)),
  provider: anybody.output(providerState).query(({ ctx }) => readProviderState(ctx)),
  revokeOwn: own
    .input(revokeOwnInput)
    .output(z.void())
    .mutation(({ ctx, input }) => revokeOwnSessions(ctx, input)),
  list: reads("people.view")
    .output(peopleView)
    .query(({ ctx }) => listPeople(ctx)),
  invite: acts
    .input(inviteInput)
    .output(invited)
    .mutation(({ ctx, input }) => invitePerson(ctx, input)),
  link: acts
    .input(personInput)
    .output(invited)
    .mutation(({ ctx, input }) => renewLink(ctx, input)),
  give: acts
    .input(giveRoleInput)
    .output(z.void())
    .mutation(({ ctx, input }) => giveRole(ctx, input)),
  take: acts
    .input(personAct)
    .output(z.void())
    .mutation(({ ctx, input }) => takeRole(ctx, input)),
  disable: acts
    .input(personAct)
    .output(z.void())
    .mutation(({ ctx, input }) => disablePerson(ctx, input)),
  enable: acts
    .input(personAct)
    .output(z.void())
    .mutation(({ ctx, input }) => enablePerson(ctx, input)),
  revoke: acts
    .input(revokeInput)
    .output(z.void())
    .mutation(({ ctx, input }) => revokeSessions(ctx, input)),
  makeToken: acts
    .input(makeTokenInput)
    .output(madeToken)
    .mutation(({ ctx, input }) => makeToken(ctx, input)),
  revokeToken: acts
    .input(tokenAct)
    .output(z.void())
    .mutation(({ ctx, input }) => revokeToken(ctx, input)),
});
