"use client";

import { EyeOff, List, RotateCw } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { messagesHref, planGroupHref } from "@/components/hrefs";
import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { Dock } from "@/components/ui/answer";
import { Button, type ButtonKind, buttonClass } from "@/components/ui/button";
import { numberText } from "@/server/text/numbers";
import { GroupActDialog } from "../group-act-dialog";
import { GroupActions } from "../group-actions";
import type { Group } from "../group";

/** The one primary action follows the verdict: transient is replayed, poison and unknown are looked at first. */
export function GroupHeadActions({ group }: { group: Group }) {
  const transient = group.verdict === "transient";
  return (
    <>
      {transient ? <Replay group={group} kind="main" /> : <Look group={group} kind="main" />}
      {transient ? <Look group={group} kind="plain" /> : <Replay group={group} kind="plain" />}
      <Discard group={group} />
      <GroupActions group={group} primary={false} />
    </>
  );
}

/** Why acts may not be done, and who may let one: below the evidence. */
export function GroupRefusals({ group }: { group: Group }) {
  const refusalOf = useRefusal();
  const places = [{ source: group.source, queue: group.queue }];
  return (
    <Refusals
      className="mt-2.5"
      of={[
        { label: "Plan replay", refusal: refusalOf("replay.start", places) },
        { label: "Discard", refusal: refusalOf("message.discard", places) },
        { label: "Acknowledge, mute, close, assign", refusal: refusalOf("group.triage", places) },
      ]}
    />
  );
}

export function GroupDock({ group }: { group: Group }) {
  return (
    <Dock>
      {group.verdict === "transient" ? <Replay group={group} kind="main" /> : <Look group={group} kind="main" />}
      <GroupActions group={group} primary={false} />
    </Dock>
  );
}

function Replay({ group, kind }: { group: Group; kind: ButtonKind }) {
  const mayNot = useRefusal()("replay.start", [{ source: group.source, queue: group.queue }]);
  const refusal = mayNot ?? (group.open === 0 ? "Nothing of it is dead." : null);
  if (refusal !== null)
    return (
      <Button kind={kind} refusal={refusal}>
        <RotateCw aria-hidden />
        Plan replay
      </Button>
    );
  return (
    <Link href={planGroupHref(group.id)} className={buttonClass(kind)}>
      <RotateCw aria-hidden />
      Plan replay of {numberText(group.open)}
    </Link>
  );
}

function Look({ group, kind }: { group: Group; kind: ButtonKind }) {
  return (
    <Link href={messagesHref(`group:${group.id}`)} className={buttonClass(kind)}>
      <List aria-hidden />
      {group.open === 1 ? "Show the message" : `Show ${numberText(group.open)} messages`}
    </Link>
  );
}

function Discard({ group }: { group: Group }) {
  const [open, setOpen] = useState(false);
  const mayNot = useRefusal()("message.discard", [{ source: group.source, queue: group.queue }]);
  return (
    <>
      <Button onClick={() => setOpen(true)} refusal={mayNot ?? (group.open === 0 ? "Nothing of it is dead." : null)}>
        <EyeOff aria-hidden />
        {group.open === 0 ? "Discard" : `Discard ${numberText(group.open)}`}
      </Button>
      {open && <GroupActDialog group={group} act="discard" onClose={() => setOpen(false)} />}
    </>
  );
}
