"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Confirm } from "@/components/confirm";
import { useRefusal } from "@/components/may";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast";
import type { Rule } from "../alert";

/** Takes a rule of the page away; a rule of Redrive that it stood in the place of counts again. */
export function RemoveRule({ rule }: { rule: Rule }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const mayNot = useRefusal()("alert.manage");
  const remove = useMutation(
    trpc.alerts.removeRule.mutationOptions({
      onSuccess: () => {
        router.replace("/alerts");
        void queryClient.invalidateQueries({ queryKey: trpc.alerts.pathKey() });
        showToast({ what: `The rule ${rule.name} is removed.`, why: "Its alerts end." });
      },
    }),
  );
  return (
    <>
      <Button refusal={mayNot} onClick={() => setAsking(true)}>
        <Trash2 aria-hidden />
        Remove
      </Button>
      {asking && (
        <Confirm
          open
          onOpenChange={setAsking}
          title="Remove the rule"
          facts={[
            { label: "Rule", value: `${rule.name}: ${rule.label}` },
            { label: "Means", value: "Its alerts end. A rule of Redrive with the same name counts again." },
          ]}
          action="Remove the rule"
          busy={remove.isPending}
          error={remove.error?.message ?? null}
          onConfirm={(reason) => remove.mutate({ id: rule.id, reason })}
        />
      )}
    </>
  );
}
