"use client";

import { useMutation } from "@tanstack/react-query";
import { Confirm } from "@/components/confirm";
import { useTRPC } from "@/components/trpc";
import { GiveDialog } from "./give-dialog";
import { InviteDialog, LinkDialog } from "./invite-dialog";
import type { Asking, People, Person, Role, Token } from "./people";
import { RoleText } from "./people-table";
import { SessionsDialog } from "./sessions-dialog";
import { TokenDialog } from "./token-dialog";
import { useDone } from "./use-done";

interface Props {
  asking: Asking;
  data: People;
  onClose: () => void;
}

/** The dialog of an act on people. */
export function PeopleDialogs({ asking, data, onClose }: Props) {
  switch (asking.act) {
    case "invite":
      return <InviteDialog onClose={onClose} />;
    case "link":
      return <LinkDialog person={asking.person} onClose={onClose} />;
    case "give":
      return <GiveDialog person={asking.person} people={data} onClose={onClose} />;
    case "token":
      return <TokenDialog people={data} onClose={onClose} />;
    case "sessions":
      // As it is read by now, so that what was ended leaves the list.
      return <SessionsDialog person={data.people.find(({ id }) => id === asking.person.id) ?? asking.person} onClose={onClose} />;
    case "take":
      return <TakeDialog person={asking.person} role={asking.role} onClose={onClose} />;
    case "revokeToken":
      return <RevokeTokenDialog token={asking.token} onClose={onClose} />;
    case "disable":
    case "enable":
      return <DisableDialog person={asking.person} act={asking.act} onClose={onClose} />;
  }
}

function TakeDialog({ person, role, onClose }: { person: Person; role: Role; onClose: () => void }) {
  const done = useDone(onClose);
  const take = useMutation(
    useTRPC().people.take.mutationOptions({ onSuccess: () => done(`${person.name} has the role ${role.role} no more.`) }),
  );
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title="Take a role away"
      facts={[
        { label: "From", value: person.name },
        { label: "Role", value: <RoleText role={role} /> },
        { label: "Means", value: "It counts at once, for open pages and tokens too." },
      ]}
      action="Take the role away"
      busy={take.isPending}
      error={take.error?.message ?? null}
      onConfirm={(reason) => take.mutate({ id: role.id ?? 0, reason })}
    />
  );
}

const disabling = {
  disable: {
    title: "Disable a person",
    means: "All sessions end at once, tokens and links stop. Nothing is deleted; roles are there again when the person is enabled.",
    action: "Disable",
    done: "is disabled.",
  },
  enable: {
    title: "Enable a person",
    means: "The person may sign in again, with the roles and tokens of before.",
    action: "Enable",
    done: "may sign in again.",
  },
} as const;

function DisableDialog({ person, act, onClose }: { person: Person; act: "disable" | "enable"; onClose: () => void }) {
  const trpc = useTRPC();
  const done = useDone(onClose);
  const words = disabling[act];
  const onSuccess = () => done(`${person.name} ${words.done}`);
  const disable = useMutation(trpc.people.disable.mutationOptions({ onSuccess }));
  const enable = useMutation(trpc.people.enable.mutationOptions({ onSuccess }));
  const { isPending, error, mutate } = act === "disable" ? disable : enable;
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title={words.title}
      facts={[
        { label: "Person", value: [person.name, person.email].filter(Boolean).join(", ") },
        { label: "Means", value: words.means },
      ]}
      action={words.action}
      busy={isPending}
      error={error?.message ?? null}
      onConfirm={(reason) => mutate({ id: person.id, reason })}
    />
  );
}

function RevokeTokenDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const done = useDone(onClose);
  const revoke = useMutation(
    useTRPC().people.revokeToken.mutationOptions({ onSuccess: () => done(`The token ${token.name} works no more.`) }),
  );
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title="Revoke a token"
      facts={[
        { label: "Token", value: `${token.name}, ${token.shown}…` },
        { label: "Means", value: "Programs that use it are refused at once. It cannot be brought back." },
      ]}
      action="Revoke"
      busy={revoke.isPending}
      error={revoke.error?.message ?? null}
      onConfirm={(reason) => revoke.mutate({ id: token.id, reason })}
    />
  );
}
