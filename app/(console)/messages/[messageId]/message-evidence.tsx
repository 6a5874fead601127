import { Check, CircleHelp, CircleX, Copy, Layers, Pencil, Repeat2, Timer, Undo2 } from "lucide-react";
import Link from "next/link";
import { Evidence } from "@/components/ui/answer";
import type { View } from "./view";

const icons = { attempts: Repeat2, group: Layers, lineage: Undo2, duplicate: Copy, edit: Pencil } as const;
const verdicts = { bad: CircleX, warn: Timer, ok: Check, none: CircleHelp } as const;

/** What the sentence rests on, each line with its mark. */
export function MessageEvidence({ message }: { message: View }) {
  const lines = message.answer.evidence.map(({ kind, tone, text }) => {
    const Icon = kind === "verdict" ? verdicts[tone] : icons[kind];
    const href =
      kind === "group"
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
      text: href ? (
        <Link href={href} className="hover:text-accent-ink hover:underline">
          {text}
        </Link>
      ) : (
        text
      ),
    };
  });
  return <Evidence lines={lines} />;
}
