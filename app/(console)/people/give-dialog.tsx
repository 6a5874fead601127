"use client";

import { useMutation } from "@tanstack/react-query";
import { keep, useKept } from "@/components/kept";
import { useTRPC } from "@/components/trpc";
import { Dialog } from "@/components/ui/dialog";
import { Area } from "@/components/ui/field";
import { DialogForm, Labelled } from "./dialog-form";
import type { People, Person } from "./people";
import { useScope } from "./scope-fields";
import { useDone } from "./use-done";

export function GiveDialog({ person, people, onClose }: { person: Person; people: People; onClose: () => void }) {
  const done = useDone(onClose);
  const [where, why] = [`role of ${person.id}`, `why ${person.id} has a role`];
  const { scope, refusal, fields } = useScope(where, people);
  const [typed, setReason] = useKept<string>(why);
  const reason = typed ?? "";
  const give = useMutation(
    useTRPC().people.give.mutationOptions({
      onSuccess: () => {
        for (const what of [where, why]) keep(what, null);
        done(`${person.name} has the role ${scope.role}.`);
      },
    }),
  );
  return (
    <Dialog open onOpenChange={onClose} title={`Give ${person.name} a role`}>
      <DialogForm
        error={give.error?.message ?? null}
        action="Give the role"
        busy={give.isPending}
        refusal={refusal ?? (reason.trim() === "" ? "Say why in a few words." : null)}
        onClose={onClose}
        onSend={() => give.mutate({ id: person.id, ...scope, reason: reason.trim() })}
      >
        {fields}
        <Labelled label="Reason">
          <Area value={reason} onChange={(event) => setReason(event.target.value)} placeholder="Goes to the audit log" />
        </Labelled>
      </DialogForm>
    </Dialog>
  );
}
