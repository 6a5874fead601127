"use client";

import { Download, Ellipsis, EyeOff, FileDown, Link2, Pencil, RotateCw, Undo2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { copyText } from "@/components/copy-text";
import { Button } from "@/components/ui/button";
import { Menu, type MenuItem } from "@/components/ui/menu";
import { showToast } from "@/components/ui/toast";
import { useKey } from "@/components/use-key";
import { ActDialog } from "../act-dialog";
import { type Action, actionsOf, onPhone } from "./actions";
import { Onward } from "./onward";
import { nameOf, type Message } from "./message";

const looks = {
  replay: { label: "Plan replay", icon: RotateCw, shortcut: "r" },
  edit: { label: "Edit", icon: Pencil, shortcut: "e" },
  discard: { label: "Discard", icon: EyeOff, shortcut: undefined },
  restore: { label: "Restore", icon: Undo2, shortcut: undefined },
} as const;
const acts = {
  discard: { effect: "It is hidden, and can be restored. Nothing is destroyed.", done: "Discarded." },
  restore: { effect: "It is dead again, as before, and can be replayed.", done: "Restored." },
} as const;

/** What can be done with the message; the first action follows the verdict, and a refused one says why. */
export function MessageActions({ message, docked = false }: { message: Message; docked?: boolean }) {
  const router = useRouter();
  const [act, setAct] = useState<keyof typeof acts | null>(null);
  const actions = actionsOf(message.state, message.diagnosis?.verdict ?? message.verdict);
  const { first, others } = onPhone(actions);
  const press: Record<Exclude<Action, "onward">, () => void> = {
    replay: () => router.push(`/replays/new?ids=${message.id}`),
    edit: () => router.push(`/messages/${message.id}/edit`),
    discard: () => setAct("discard"),
    restore: () => setAct("restore"),
  };
  useKey("r", press.replay, { enabled: actions.includes("replay") && !docked });
  useKey("e", press.edit, { enabled: actions.includes("edit") && !docked });
  const show = (action: Action) => {
    if (action === "onward") return <Onward key={action} message={message} />;
    const { label, icon: Icon, shortcut } = looks[action];
    const main = action === actions[0] && action !== "restore";
    return (
      <Button key={action} kind={main ? "main" : "plain"} shortcut={shortcut} onClick={press[action]}>
        <Icon aria-hidden /> {label}
      </Button>
    );
  };
  const item = (action: Action): MenuItem[] => {
    if (action === "onward") return [];
    const { label, icon: Icon } = looks[action];
    const refusal = action === "edit" ? "Editing needs a wider screen: open this page on a desk." : null;
    return [{ key: action, label, icon: <Icon aria-hidden />, onSelect: press[action], refusal }];
  };
  return (
    <>
      {(docked ? actions.filter((action) => action === first) : actions).map(show)}
      <Menu
        items={[...(docked ? others.flatMap(item) : []), ...alwaysThere(message, router.push)]}
        trigger={
          <Button kind={docked ? "plain" : "quiet"} icon aria-label="More actions">
            <Ellipsis aria-hidden />
          </Button>
        }
      />
      {act && (
        <ActDialog
          act={act}
          selection={{ ids: [message.id] }}
          name={nameOf(message)}
          facts={[
            { label: "Message", value: `${message.eventType} ${nameOf(message)}`.trim() },
            { label: "Queue", value: <span className="font-mono">{message.queue}</span> },
          ]}
          effect={acts[act].effect}
          onClose={() => setAct(null)}
          onDone={() => {
            setAct(null);
            showToast({ what: acts[act].done });
          }}
        />
      )}
    </>
  );
}

async function copyLink(link: string): Promise<void> {
  if (await copyText(link)) showToast({ what: "The link is copied." });
  else showToast({ what: "The link was not copied.", why: link, failed: true });
}

function alwaysThere({ id, state }: Message, open: (href: string) => void): readonly MenuItem[] {
  return [
    {
      key: "link",
      label: "Copy link",
      icon: <Link2 aria-hidden />,
      onSelect: () => void copyLink(`${window.location.origin}/messages/${id}`),
    },
    {
      key: "download",
      label: "Download the body",
      icon: <FileDown aria-hidden />,
      onSelect: () => window.location.assign(`/api/messages/${id}/body`),
    },
    {
      key: "release",
      label: "Release to its queue",
      icon: <Download aria-hidden />,
      onSelect: () => open(`/replays/new?ids=${id}&target=release`),
      refusal: state === "dead" ? null : `It is ${state}, not dead.`,
    },
  ];
}
