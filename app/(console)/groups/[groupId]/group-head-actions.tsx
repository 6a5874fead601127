"use client";

import { EyeOff, List, RotateCw } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { messagesHref, planGroupHref } from "@/components/hrefs";
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

export function GroupDock({ group }: { group: Group }) {
  return (
    <Dock>
      {group.verdict === "transient" ? <Replay group={group} kind="main" /> : <Look group={group} kind="main" />}
      <GroupActions group={group} primary={false} />
    </Dock>
  );
}

function Replay({ group, kind }: { group: Group; kind: ButtonKind }) {
  if (group.open === 0)
    return (
      <Button kind={kind} refusal="Nothing of it is dead.">
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
  return (
    <>
      <Button onClick={() => setOpen(true)} refusal={group.open === 0 ? "Nothing of it is dead." : null}>
        <EyeOff aria-hidden />
        {group.open === 0 ? "Discard" : `Discard ${numberText(group.open)}`}
      </Button>
      {open && <GroupActDialog group={group} act="discard" onClose={() => setOpen(false)} />}
    </>
  );
}
