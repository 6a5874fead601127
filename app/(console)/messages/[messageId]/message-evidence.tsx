import { Activity, Check, CircleHelp, Copy, FileSearch, Layers, Pencil, OctagonX, Repeat2, Timer, Undo2 } from "lucide-react";
import Link from "next/link";
import { Evidence } from "@/components/ui/answer";
import type { Message } from "./message";

const icons = {
  now: Activity,
  attempts: Repeat2,
  group: Layers,
  lineage: Undo2,
  duplicate: Copy,
  edit: Pencil,
  original: FileSearch,
} as const;
const verdicts = { bad: OctagonX, warn: Timer, ok: Check, none: CircleHelp } as const;

/** What the sentence rests on, each line with its mark. */
export function MessageEvidence({ message }: { message: Message }) {
  const lines = message.answer.evidence.map(({ kind, tone, text }) => {
    const Icon = kind === "verdict" ? verdicts[tone] : icons[kind];
    const href =
      kind === "group" && message.others > 0
        ? `/groups/${message.groupId}`
        : kind === "duplicate"
          ? `/messages/${message.duplicateOf}`
          : kind === "lineage" && message.cameBackAs
            ? `/messages/${message.cameBackAs}`
            : null;
    return {
      key: `${kind} ${text}`,
      icon: <Icon aria-hidden />,
      tone: tone === "none" ? undefined : tone,
      text: href ? <Linked text={text} href={href} /> : text,
    };
  });
  return <Evidence lines={lines} />;
}

/** The number or name that the line begins with leads there. */
function Linked({ text, href }: { text: string; href: string }) {
  const [, lead = text, rest = ""] = /^([\d,]+ others?)( .*)$/.exec(text) ?? [];
  return (
    <>
      <Link href={href} className="font-550 text-accent-ink hover:underline">
        {lead}
      </Link>
      {rest}
    </>
  );
}
