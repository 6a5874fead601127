"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keep, useKept } from "@/components/kept";
import { useTRPC } from "@/components/trpc";
import { Dialog } from "@/components/ui/dialog";
import { Field, Select } from "@/components/ui/field";
import { tokenDays } from "@/server/people/input";
import { DialogForm, Labelled } from "./dialog-form";
import type { People } from "./people";
import { useScope } from "./scope-fields";
import { ShownOnce } from "./shown-once";

/** Makes a token, then shows it this once. */
export function TokenDialog({ people, onClose }: { people: People; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { scope, refusal, fields } = useScope("scope of a token", people);
  const [typed, setTyped] = useKept<{ readonly name: string; readonly days: (typeof tokenDays)[number] }>("token");
  const { name, days } = typed ?? { name: "", days: tokenDays[0] };
  const make = useMutation(
    trpc.people.makeToken.mutationOptions({
      onSuccess: () => {
        for (const what of ["token", "scope of a token"]) keep(what, null);
        void queryClient.invalidateQueries({ queryKey: trpc.people.pathKey() });
      },
    }),
  );
  return (
    <Dialog open onOpenChange={onClose} title={make.data ? `The token ${name}` : "New token"}>
      {make.data ? (
        <ShownOnce
          text={make.data.token}
          label="token"
          note="Copy it now: it is shown only this once. Programs send it as “authorization: Bearer …”, never in an address."
          onClose={onClose}
        />
      ) : (
        <DialogForm
          error={make.error?.message ?? null}
          action="Make the token"
          busy={make.isPending}
          refusal={name.trim() === "" ? "Name what it is for." : refusal}
          onClose={onClose}
          onSend={() => make.mutate({ name: name.trim(), ...scope, days })}
        >
          <Labelled label="Name">
            <Field
              value={name}
              maxLength={100}
              autoComplete="off"
              onChange={(event) => setTyped({ days, name: event.target.value })}
              autoFocus
            />
          </Labelled>
          {fields}
          <Labelled
            label="Expires after"
            hint="It stops earlier when you lose the role, are disabled, or revoke it. If you use single sign-on, it also stops while you have not signed in for 30 days."
          >
            <Select
              value={days}
              onChange={(event) => setTyped({ name, days: tokenDays.find((one) => one === Number(event.target.value)) ?? tokenDays[0] })}
            >
              {tokenDays.map((one) => (
                <option key={one} value={one}>
                  {one} days
                </option>
              ))}
            </Select>
          </Labelled>
        </DialogForm>
      )}
    </Dialog>
  );
}
