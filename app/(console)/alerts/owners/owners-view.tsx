"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Confirm } from "@/components/confirm";
import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { useTRPC } from "@/components/trpc";
import { Answer, Dock } from "@/components/ui/answer";
import { Button } from "@/components/ui/button";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { Empty, QueryError } from "@/components/ui/states";
import { type Column, HiddenHead, Row, Table } from "@/components/ui/table";
import { numberText } from "@/server/text/numbers";
import type { Owner } from "../alert";
import { OwnerDialog } from "./owner-dialog";
import { useOwnerDone } from "./use-owner-done";

type Asking = { readonly is: "save"; readonly owner: Owner | null } | { readonly is: "remove"; readonly owner: Owner };

const columns: readonly Column[] = [
  { key: "team", head: "Team", width: "minmax(120px,200px)" },
  { key: "theirs", head: "What is theirs", width: "minmax(0,1fr)" },
  { key: "tells", head: "Tells", width: "minmax(0,200px)" },
  { key: "groups", head: "Groups", width: "72px", end: true },
  { key: "acts", head: <HiddenHead>Acts</HiddenHead>, width: "152px", end: true },
];

/** Which team owns what, so that its channels are told. Asked once for each group, in this order; people may say otherwise on the group. */
export function OwnersView() {
  const list = useQuery(useTRPC().alerts.owners.queryOptions());
  const [asking, setAsking] = useState<Asking | null>(null);
  const mayNot = useRefusal()("alert.manage");
  if (list.isError && !list.data) return <QueryError what="The owners" error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <AnswerSkeleton />;
  const { owners, channels } = list.data;
  const add = (
    <Button kind="main" refusal={mayNot} onClick={() => setAsking({ is: "save", owner: null })}>
      <Plus aria-hidden />
      New owner rule
    </Button>
  );
  return (
    <>
      <Answer
        title={
          owners.length === 0
            ? "No team owns anything by a rule."
            : `${numberText(owners.length)} ${owners.length === 1 ? "team owns" : "teams own"} groups by a rule.`
        }
        sub="The first team that matches owns a group, from its first dead letter on. No rule takes a group from its team afterwards; people do."
        actions={add}
      >
        <Refusals className="mt-2.5" of={[{ label: "New owner rule", refusal: mayNot }]} />
      </Answer>
      {owners.length === 0 ? (
        <Empty title="Alerts go to every channel.">
          Name a team and what is theirs, such as the queues shop/payments.*, and its channels are told instead.
        </Empty>
      ) : (
        <Table label="Owner rules" columns={columns} className="border-line border-t">
          {owners.map((owner) => (
            <OwnerRow key={owner.id} owner={owner} refusal={mayNot} onAsk={setAsking} />
          ))}
        </Table>
      )}
      <Dock note={mayNot}>{add}</Dock>
      {asking?.is === "save" && <OwnerDialog owner={asking.owner} channels={channels} onClose={() => setAsking(null)} />}
      {asking?.is === "remove" && <RemoveOwner owner={asking.owner} onClose={() => setAsking(null)} />}
    </>
  );
}

function OwnerRow({ owner, refusal, onAsk }: { owner: Owner; refusal: string | null; onAsk: (asking: Asking) => void }) {
  const inFile = owner.origin === "config" ? `The team ${owner.team} stands in redrive.yaml. Change it there.` : null;
  return (
    <Row className="grid-cols-[minmax(0,1fr)_auto] gap-y-1 py-2">
      <td className="min-w-0 font-550 [overflow-wrap:anywhere]">
        {owner.team}
        {inFile && <span className="block text-12 font-400 text-ink-3">redrive.yaml</span>}
      </td>
      <td className="min-w-0 text-ink-2 max-desk:order-3 max-desk:col-span-2 [overflow-wrap:anywhere]">
        {partsOf(owner).map(({ label, patterns }) => (
          <span key={label} className="block">
            {label} <span className="font-mono">{patterns.join(", ")}</span>
          </span>
        ))}
      </td>
      <td className="min-w-0 text-ink-2 max-desk:order-4 max-desk:col-span-2 max-desk:text-12 [overflow-wrap:anywhere]">
        {owner.tells.length > 0 ? owner.tells.join(", ") : "every channel"}
      </td>
      <td className="text-right max-desk:order-2">{numberText(owner.groups)}</td>
      <td className="flex justify-end gap-1 max-desk:order-5 max-desk:col-span-2 max-desk:justify-start">
        <Button kind="quiet" refusal={inFile ?? refusal} aria-label={`Change ${owner.team}`} onClick={() => onAsk({ is: "save", owner })}>
          Change
        </Button>
        <Button kind="quiet" refusal={inFile ?? refusal} aria-label={`Remove ${owner.team}`} onClick={() => onAsk({ is: "remove", owner })}>
          Remove
        </Button>
      </td>
    </Row>
  );
}

function partsOf({ queues, eventTypes, frames }: Owner) {
  return [
    { label: "queues", patterns: queues },
    { label: "event types", patterns: eventTypes },
    { label: "code", patterns: frames },
  ].filter(({ patterns }) => patterns.length > 0);
}

function RemoveOwner({ owner, onClose }: { owner: Owner; onClose: () => void }) {
  const done = useOwnerDone(onClose);
  const remove = useMutation(
    useTRPC().alerts.removeOwner.mutationOptions({ onSuccess: () => done(`The owner rule of ${owner.team} is removed.`) }),
  );
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title="Remove an owner rule"
      facts={[
        { label: "Team", value: owner.team },
        { label: "Means", value: `Groups that are the team's stay so (${numberText(owner.groups)}). No further one becomes the team's.` },
      ]}
      action="Remove"
      busy={remove.isPending}
      error={remove.error?.message ?? null}
      onConfirm={(reason) => remove.mutate({ id: owner.id, reason })}
    />
  );
}
