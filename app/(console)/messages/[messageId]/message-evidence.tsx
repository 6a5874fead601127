import {
  Activity,
  Check,
  CircleHelp,
  Copy,
  Database,
  FileSearch,
  Layers,
  Pencil,
  OctagonX,
  Repeat2,
  RotateCcw,
  Timer,
  Undo2,
} from "lucide-react";
import Link from "next/link";
import { Evidence } from "@/components/ui/answer";
import type { Message } from "./message";

const icons = {
  now: Activity,
  attempts: Repeat2,
  group: Layers,
  lineage: Undo2,
  release: RotateCcw,
  duplicate: Copy,
  edit: Pencil,
  original: FileSearch,
  source: Database,
} as const;
const verdicts = { bad: OctagonX, warn: Timer, ok: Check, none: CircleHelp } as const;

/** What the sentence rests on, each line with its mark. */
export function MessageEvidence({ message }: { message: Message }) {
  const lines = message.answer.evidence.map(({ kind, tone, text, about }) => {
    const Icon = kind === "verdict" ? verdicts[tone] : icons[kind];
    const href = about ? `/messages/${about}` : hrefOf(kind, message);
    return {
      key: `${kind} ${text}`,
      icon: <Icon aria-hidden />,
      tone: tone === "none" ? undefined : tone,
      text: href ? <Linked text={text} href={href} /> : text,
    };
  });
  return <Evidence lines={lines} />;
}

function hrefOf(kind: Message["answer"]["evidence"][number]["kind"], message: Message): string | null {
  if (kind === "group" && message.others > 0) return `/groups/${message.groupId}`;
  const id = kind === "duplicate" ? message.duplicateOf : kind === "lineage" ? message.cameBackAs : null;
  return id === null ? null : `/messages/${id}`;
}

/** The number or name that the line begins with leads there. */
function Linked({ text, href }: { text: string; href: string }) {
  const [, lead = text, rest = ""] = /^([\d,]+ others?|Message \d+)( .*)$/.exec(text) ?? [];
  return (
    <>
      <Link href={href} className="tap font-550 text-accent-ink hover:underline">
        {lead}
      </Link>
      {rest}
    </>
  );
}
