"use client";

import { useMutation } from "@tanstack/react-query";
import { keep, useKept } from "@/components/kept";
import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Labelled } from "./dialog-form";
import type { Person } from "./people";
import { SessionLine } from "./session-line";
import { useDone } from "./use-done";

/** Where a person is signed in. What is ended ends at once, in open pages too. */
export function SessionsDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const done = useDone(() => {});
  const what = `why sessions of ${person.id} end`;
  const [typed, setReason] = useKept<string>(what);
  const reason = typed ?? "";
  const revoke = useMutation(
    useTRPC().people.revoke.mutationOptions({
      onSuccess: () => {
        keep(what, null);
        done(`Ended for ${person.name}.`);
      },
    }),
  );
  const mayNot = useRefusal()("people.manage");
  const refusal = mayNot ?? (reason.trim() === "" ? "Say why in a few words." : null);
  const end = (session: number | null) => revoke.mutate({ id: person.id, session, reason: reason.trim() });
  return (
    <Dialog open onOpenChange={onClose} title={`Sessions of ${person.name}`}>
      <div className="grid gap-3 px-5 pt-3 pb-5">
        {person.sessions.length === 0 && <p className="text-ink-2">{person.name} is not signed in anywhere.</p>}
        <ul className="divide-y divide-line">
          {person.sessions.map((session) => (
            <SessionLine
              key={session.id}
              session={session}
              end={
                <Button refusal={refusal} busy={revoke.isPending} onClick={() => end(session.id)}>
                  End
                </Button>
              }
            />
          ))}
        </ul>
        <Refusals of={[{ label: "Ending sessions", refusal: mayNot }]} />
        {person.sessions.length > 0 && mayNot === null && (
          <Labelled
            label="Reason"
            hint={reason.trim() === "" ? "Say why in a few words, then press End." : "What is ended ends at once, in open pages too."}
          >
            <Field value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} placeholder="Goes to the audit log" />
          </Labelled>
        )}
        {revoke.error && (
          <p role="alert" className="rounded-2 bg-bad-soft px-3 py-2 text-ink-2">
            {revoke.error.message}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Close</Button>
          {person.sessions.length > 1 && (
            <Button refusal={refusal} busy={revoke.isPending} onClick={() => end(null)}>
              End all {person.sessions.length}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
