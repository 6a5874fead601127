"use client";

import { useMutation } from "@tanstack/react-query";
import { ArrowRight, Download, Ellipsis, EyeOff, FileDown, Link2, Pencil, RotateCw, Undo2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Confirm } from "@/components/confirm";
import { useTRPC } from "@/components/trpc";
import { Button, buttonClass } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { showToast } from "@/components/ui/toast";
import { useKey } from "@/components/use-key";
import { nameOf, type Message } from "./message";

type Act = "discard" | "restore";
const words: Record<Act, { title: string; effect: string }> = {
  discard: { title: "Discard", effect: "It is hidden, and can be restored. Nothing is destroyed." },
  restore: { title: "Restore", effect: "It is dead again, as before, and can be replayed." },
};

/** What can be done with the message; the first action follows the verdict, and a refused one says why. */
export function MessageActions({ message, docked = false }: { message: Message; docked?: boolean }) {
  const router = useRouter();
  const trpc = useTRPC();
  const [act, setAct] = useState<Act | null>(null);
  const done = (what: string) => {
    setAct(null);
    showToast({ what });
  };
  const discard = useMutation(trpc.messages.discard.mutationOptions({ onSuccess: () => done("Discarded.") }));
  const restore = useMutation(trpc.messages.restore.mutationOptions({ onSuccess: () => done("Restored.") }));
  const running = { discard, restore };
  const dead = message.state === "dead";
  const refusal = dead ? null : `It is ${message.state}, not dead.`;
  const poison = (message.diagnosis?.verdict ?? message.verdict) === "poison";
  const replay = () => router.push(`/replays/new?ids=${message.id}`);
  const edit = () => router.push(`/messages/${message.id}/edit`);
  useKey("r", replay, dead && !docked);
  useKey("e", edit, dead && !docked);
  const confirm = (reason: string) => {
    const selection = { ids: [message.id] };
    if (act === "discard") discard.mutate({ selection, reason });
    else restore.mutate({ selection, reason });
  };
  const replayButton = (
    <Button key="replay" kind={poison ? "plain" : "main"} shortcut="r" onClick={replay}>
      <RotateCw aria-hidden /> Plan replay
    </Button>
  );
  const editButton = (
    <Button key="edit" kind={poison ? "main" : "plain"} shortcut="e" onClick={edit}>
      <Pencil aria-hidden /> Edit
    </Button>
  );
  const discardButton =
    message.state === "discarded" ? (
      <Button key="restore" onClick={() => setAct("restore")}>
        <Undo2 aria-hidden /> Restore
      </Button>
    ) : (
      <Button key="discard" onClick={() => setAct("discard")}>
        <EyeOff aria-hidden /> Discard
      </Button>
    );
  const ordered = !dead
    ? [message.state === "discarded" ? discardButton : <Onward key="onward" message={message} />]
    : poison
      ? [editButton, discardButton, replayButton]
      : [replayButton, editButton, discardButton];
  const rest = [
    {
      key: "link",
      label: "Copy link",
      icon: <Link2 aria-hidden />,
      onSelect: () => void navigator.clipboard.writeText(`${window.location.origin}/messages/${message.id}`),
    },
    {
      key: "download",
      label: "Download the body",
      icon: <FileDown aria-hidden />,
      onSelect: () => window.location.assign(`/api/messages/${message.id}/body`),
    },
    {
      key: "release",
      label: "Put back on its queue",
      icon: <Download aria-hidden />,
      onSelect: () => router.push(`/replays/new?ids=${message.id}&target=release`),
      refusal,
    },
  ];
  // A phone has one action: of a poison message that is to discard it, because editing wants a desk.
  const first = dead && poison ? discardButton : ordered[0];
  const others = [
    { key: "replay", label: "Plan replay", icon: <RotateCw aria-hidden />, onSelect: replay },
    { key: "discard", label: "Discard", icon: <EyeOff aria-hidden />, onSelect: () => setAct("discard") },
  ];
  const more =
    docked && message.state !== "discarded" ? [...others.filter(({ key }) => key === (poison ? "replay" : "discard")), ...rest] : rest;
  return (
    <>
      {docked ? first : ordered}
      <Menu
        items={more}
        trigger={
          <Button kind={docked ? "plain" : "quiet"} icon aria-label="More actions">
            <Ellipsis aria-hidden />
          </Button>
        }
      />
      {act && (
        <Confirm
          open
          onOpenChange={(open) => !open && setAct(null)}
          title={`${words[act].title} ${nameOf(message)}`}
          facts={[
            { label: "Message", value: `${message.eventType} ${nameOf(message)}`.trim() },
            { label: "Queue", value: <span className="font-mono">{message.queue}</span> },
            { label: "Effect", value: words[act].effect },
          ]}
          action={words[act].title}
          busy={running[act].isPending}
          error={running[act].error?.message}
          onConfirm={confirm}
        />
      )}
    </>
  );
}

/** Where it goes on with a message that is not dead any more. */
function Onward({ message }: { message: Message }) {
  const [href, label] = message.cameBackAs
    ? [`/messages/${message.cameBackAs}`, `Open message ${message.cameBackAs}`]
    : message.replayId
      ? [`/replays/${message.replayId}`, message.state === "unknown" ? "Decide in its replay" : "Open its replay"]
      : [null, ""];
  if (!href) return null;
  return (
    <Link href={href} className={buttonClass("main")}>
      <ArrowRight aria-hidden /> {label}
    </Link>
  );
}
