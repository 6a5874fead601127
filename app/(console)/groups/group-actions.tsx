"use client";

import {
  ArrowRight,
  Bell,
  BellOff,
  Check,
  CircleCheck,
  Ellipsis,
  EyeOff,
  List,
  NotebookPen,
  RotateCw,
  Undo2,
  UserRound,
  UserRoundCheck,
} from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { messagesHref, planGroupHref } from "@/components/hrefs";
import { useRefusal } from "@/components/may";
import { Button, buttonClass } from "@/components/ui/button";
import { Menu, type MenuItem } from "@/components/ui/menu";
import { numberText } from "@/server/text/numbers";
import { type GroupAct, GroupActDialog } from "./group-act-dialog";
import type { Group } from "./group";
import { useAssign } from "./use-assign";

/** What to do with a group: the act that its verdict asks for, and the others behind one button. */
export function GroupActions({ group, primary = true }: { group: Group; primary?: boolean }) {
  const router = useRouter();
  const assign = useAssign();
  const [act, setAct] = useState<GroupAct | null>(null);
  const refusalOf = useRefusal();
  const places = [{ source: group.source, queue: group.queue }];
  const mayNotTriage = refusalOf("group.triage", places);
  const nothing = group.open === 0 ? "Nothing of it is dead." : null;
  const can = (key: GroupAct, label: string, Icon: typeof Check, refusal: string | null = null): MenuItem => ({
    key,
    label,
    icon: <Icon aria-hidden />,
    refusal: (key === "discard" ? refusalOf("message.discard", places) : mayNotTriage) ?? refusal,
    onSelect: () => setAct(key),
  });
  const resting = group.status === "muted" || group.status === "closed" || group.status === "acknowledged";
  const items: readonly MenuItem[] = [
    {
      key: "plan",
      label: "Plan a replay",
      icon: <RotateCw aria-hidden />,
      refusal: refusalOf("replay.start", places) ?? nothing,
      onSelect: () => router.push(planGroupHref(group.id)),
    },
    {
      key: "list",
      label: group.open === 1 ? "Show the message" : "Show the messages",
      icon: <List aria-hidden />,
      onSelect: () => router.push(messagesHref(`group:${group.id}`)),
    },
    can("discard", `Discard ${numberText(group.open)}`, EyeOff, nothing),
    can("acknowledge", "Acknowledge", Check, group.status === "acknowledged" ? "It is acknowledged already." : null),
    can("mute", "Mute for a while", BellOff),
    can("close", "Close the group", CircleCheck, group.status === "closed" ? "It is closed already." : null),
    ...(resting ? [can("reopen", group.status === "muted" ? "Unmute" : "Open again", Undo2)] : []),
    {
      key: "mine",
      label: "Assign to me",
      refusal: mayNotTriage,
      icon: <UserRoundCheck aria-hidden />,
      onSelect: () => assign.mutate({ id: group.id, toMe: true }),
    },
    can("assign", group.assignee ? "Assign to somebody else" : "Assign to somebody", UserRound),
    can("note", group.note ? "Change the note" : "Write a note", NotebookPen),
  ];
  return (
    <>
      {primary && <RowAct group={group} onAct={setAct} />}
      <Menu
        trigger={
          <Button kind="quiet" icon aria-label={`More for ${group.title}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
        items={items}
      />
      {act && <GroupActDialog group={group} act={act} onClose={() => setAct(null)} />}
    </>
  );
}

/** One button, by status and verdict; it says what will happen. */
function RowAct({ group, onAct }: { group: Group; onAct: (act: GroupAct) => void }) {
  const refusalOf = useRefusal();
  const places = [{ source: group.source, queue: group.queue }];
  if (group.replay)
    return (
      <Link href={`/replays/${group.replay.id}`} className={buttonClass("quiet")}>
        <ArrowRight aria-hidden />
        Open rpl-{group.replay.id}
      </Link>
    );
  if (group.status === "muted" || group.status === "closed")
    return (
      <Button kind="quiet" refusal={refusalOf("group.triage", places)} onClick={() => onAct("reopen")}>
        <Bell aria-hidden />
        {group.status === "muted" ? "Unmute" : "Open again"}
      </Button>
    );
  if (group.category === "duplicate" && group.open > 0)
    return (
      <Button kind="quiet" refusal={refusalOf("message.discard", places)} onClick={() => onAct("discard")}>
        <EyeOff aria-hidden />
        Discard {numberText(group.open)}
      </Button>
    );
  if (group.verdict === "transient" && group.open > 0 && refusalOf("replay.start", places) === null)
    return (
      <Link href={planGroupHref(group.id)} className={buttonClass("quiet")}>
        <RotateCw aria-hidden />
        Plan replay
      </Link>
    );
  return (
    <Link href={messagesHref(`group:${group.id}`)} className={buttonClass("quiet")}>
      <List aria-hidden />
      {group.open === 1 ? "Show message" : "Show messages"}
    </Link>
  );
}
