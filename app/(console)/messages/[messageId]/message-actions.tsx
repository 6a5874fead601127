"use client";

import { Download, Ellipsis, EyeOff, FileDown, Link2, Pencil, RotateCw, Undo2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { copyText } from "@/components/copy-text";
import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { Button } from "@/components/ui/button";
import { Menu, type MenuItem } from "@/components/ui/menu";
import { showToast } from "@/components/ui/toast";
import { useKey } from "@/components/use-key";
import { ActDialog } from "../act-dialog";
import { useUndoDiscard } from "../use-undo";
import { type Action, actionsOf, onPhone } from "./actions";
import { Onward } from "./onward";
import { nameOf, type Message } from "./message";
import { markLine } from "@/server/text/marked";

const looks = {
  replay: { label: "Plan replay", icon: RotateCw, shortcut: "r", needs: "replay.start" },
  edit: { label: "Edit", icon: Pencil, shortcut: "e", needs: "message.edit" },
  discard: { label: "Discard", icon: EyeOff, shortcut: undefined, needs: "message.discard" },
  restore: { label: "Restore", icon: Undo2, shortcut: undefined, needs: "message.discard" },
} as const;
const acts = {
  discard: { effect: "It is hidden, and can be restored. Nothing is destroyed.", done: "Discarded." },
  restore: { effect: "It is dead again, as before, and can be replayed.", done: "Restored." },
} as const;

const restoresReleased =
  "It is dead here again, and can be replayed. If what was released is still in its queue or was handled from there, a replay delivers it twice.";

function effectOf(act: keyof typeof acts, { state, capturedAgainAs }: Message): string {
  if (act !== "restore" || state !== "released") return acts[act].effect;
  if (capturedAgainAs === null) return restoresReleased;
  return `It is dead here again, and may be the same as message ${capturedAgainAs}, which was captured after the release. If both are replayed, consumers may get it twice.`;
}

/** What can be done with the message; the first action follows the verdict, and a refused one says why. */
export function MessageActions({ message, docked = false }: { message: Message; docked?: boolean }) {
  const router = useRouter();
  const [act, setAct] = useState<keyof typeof acts | null>(null);
  const actions = actionsOf(message, message.diagnosis?.verdict ?? message.verdict);
  const { first, others } = onPhone(actions);
  const press: Record<Exclude<Action, "onward">, () => void> = {
    replay: () => router.push(`/replays/new?ids=${message.id}`),
    edit: () => router.push(`/messages/${message.id}/edit`),
    discard: () => setAct("discard"),
    restore: () => setAct("restore"),
  };
  const refusalOf = useRefusal();
  const undoOf = useUndoDiscard();
  const places = [{ source: message.source, queue: message.queue }];
  const may = (action: keyof typeof looks) => actions.includes(action) && refusalOf(looks[action].needs, places) === null;
  useKey("r", press.replay, { enabled: may("replay") && !docked });
  useKey("e", press.edit, { enabled: may("edit") && !docked });
  const show = (action: Action) => {
    if (action === "onward") return <Onward key={action} message={message} />;
    const { label, icon: Icon, shortcut, needs } = looks[action];
    const main = action === actions[0] && action !== "restore";
    return (
      <Button key={action} kind={main ? "main" : "plain"} shortcut={shortcut} refusal={refusalOf(needs, places)} onClick={press[action]}>
        <Icon aria-hidden /> {label}
      </Button>
    );
  };
  const item = (action: Action): MenuItem[] => {
    if (action === "onward") return [];
    const { label, icon: Icon, needs } = looks[action];
    return [{ key: action, label, icon: <Icon aria-hidden />, onSelect: press[action], refusal: refusalOf(needs, places) }];
  };
  return (
    <>
      {(docked ? actions.filter((action) => action === first) : actions).map(show)}
      <Menu
        items={[...(docked ? others.flatMap(item) : []), ...alwaysThere(message, router.push, refusalOf("message.release", places))]}
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
            { label: "Queue", value: <span className="font-mono">{markLine(message.queue)}</span> },
          ]}
          effect={effectOf(act, message)}
          onClose={() => setAct(null)}
          onDone={(done) => {
            setAct(null);
            showToast({ what: acts[act].done, ...(act === "discard" ? undoOf({ ids: [message.id] }, done) : {}) });
          }}
        />
      )}
    </>
  );
}

/** Why acts may not be done, and who may let one: below the evidence. */
export function MessageRefusals({ message }: { message: Message }) {
  const refusalOf = useRefusal();
  const places = [{ source: message.source, queue: message.queue }];
  const of = actionsOf(message, message.diagnosis?.verdict ?? message.verdict).flatMap((action) =>
    action === "onward" ? [] : [{ label: looks[action].label, refusal: refusalOf(looks[action].needs, places) }],
  );
  return <Refusals className="mt-2.5" of={of} />;
}

async function copyLink(link: string): Promise<void> {
  if (await copyText(link)) showToast({ what: "The link is copied." });
  else showToast({ what: "The link was not copied.", why: link, failed: true });
}

function alwaysThere({ id, state }: Message, open: (href: string) => void, mayNotRelease: string | null): readonly MenuItem[] {
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
      refusal: state === "dead" ? mayNotRelease : `It is ${state}, not dead.`,
    },
  ];
}
