"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keep, useKept } from "@/components/kept";
import { useTRPC } from "@/components/trpc";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { DialogForm, Labelled } from "./dialog-form";
import type { Person } from "./people";
import { ShownOnce } from "./shown-once";

const handOver = "Hand this to them yourself: it is shown only now. It works once, for a day, and sets the password.";

/** Makes an account, then shows its link. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [typed, setTyped] = useKept<{ readonly email: string; readonly name: string }>("invite");
  const { email, name } = typed ?? { email: "", name: "" };
  const invite = useMutation(
    trpc.people.invite.mutationOptions({
      onSuccess: () => {
        keep("invite", null);
        void queryClient.invalidateQueries({ queryKey: trpc.people.pathKey() });
      },
    }),
  );
  return (
    <Dialog open onOpenChange={onClose} title={invite.data ? `The link for ${name}` : "Invite somebody"}>
      {invite.data ? (
        <ShownOnce text={invite.data.link} label="link" note={`${handOver} Then give ${name} a role.`} onClose={onClose} />
      ) : (
        <DialogForm
          error={invite.error?.message ?? null}
          action="Make the account"
          busy={invite.isPending}
          refusal={email.trim() === "" || name.trim() === "" ? "Fill in both." : null}
          onClose={onClose}
          onSend={() => invite.mutate({ email: email.trim(), name: name.trim() })}
        >
          <Labelled label="Name">
            <Field
              value={name}
              maxLength={100}
              autoComplete="off"
              onChange={(event) => setTyped({ email, name: event.target.value })}
              autoFocus
            />
          </Labelled>
          <Labelled label="E-mail" hint="Grants of redrive.yaml that name this address count too. No mail is sent.">
            <Field
              type="email"
              value={email}
              maxLength={254}
              autoComplete="off"
              onChange={(event) => setTyped({ name, email: event.target.value })}
            />
          </Labelled>
        </DialogForm>
      )}
    </Dialog>
  );
}

/** Makes a new link for an account that is there. */
export function LinkDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const link = useMutation(useTRPC().people.link.mutationOptions());
  return (
    <Dialog open onOpenChange={onClose} title={link.data ? `The link for ${person.name}` : "Make a password link"}>
      {link.data ? (
        <ShownOnce text={link.data.link} label="link" note={handOver} onClose={onClose} />
      ) : (
        <DialogForm
          error={link.error?.message ?? null}
          action="Make the link"
          busy={link.isPending}
          refusal={null}
          onClose={onClose}
          onSend={() => link.mutate({ id: person.id })}
        >
          <p className="text-ink-2">
            {person.name} sets a new password with it; all sessions of the account end then. Until it is used the password stays, and any
            link before it stops now.
          </p>
        </DialogForm>
      )}
    </Dialog>
  );
}
