"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Save } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Confirm } from "@/components/confirm";
import { useRefusal } from "@/components/may";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast";
import { type Draft, inputOf, type Kind, missingOf } from "./draft";

interface Props {
  draft: Draft;
  kind: Kind;
  isChanged: boolean;
  locked: string | null;
  onSaved: () => void;
}

/** Saves what is in the form, with a reason. Off until something has changed. */
export function SaveRule({ draft, kind, isChanged, locked, onSaved }: Props) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const mayNot = useRefusal()("alert.manage");
  const save = useMutation(
    trpc.alerts.saveRule.mutationOptions({
      onSuccess: ({ id }) => {
        void queryClient.invalidateQueries({ queryKey: trpc.alerts.pathKey() });
        showToast({ what: `The rule ${draft.name} is saved.`, why: "It is judged from now on." });
        setAsking(false);
        onSaved();
        router.replace(`/alerts/rules/${id}`);
      },
    }),
  );
  const refusal = locked ?? mayNot ?? (isChanged ? missingOf(draft, kind) : "Nothing has changed yet.");
  return (
    <>
      <Button kind="main" refusal={refusal} onClick={() => setAsking(true)}>
        <Save aria-hidden />
        Save rule
      </Button>
      {asking && (
        <Confirm
          open
          onOpenChange={setAsking}
          title="Save the rule"
          facts={[
            { label: "Rule", value: `${draft.name}: ${kind.label}` },
            {
              label: "Means",
              value: draft.enabled
                ? "It is judged from now on. Alerts of it that fire go on."
                : "It rests: its alerts end, and none begins.",
            },
          ]}
          action="Save rule"
          busy={save.isPending}
          error={save.error?.message ?? null}
          onConfirm={(reason) => save.mutate({ name: draft.name, rule: inputOf(draft, kind), reason })}
        />
      )}
    </>
  );
}
