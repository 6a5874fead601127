"use client";

import { RotateCw, Save } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { Tag } from "@/components/ui/tag";
import { Verdict } from "@/components/verdict";
import type { Message } from "../message";
import { markLine } from "@/server/text/marked";

interface Props {
  message: Message;
  /** Why it cannot be saved; null: it can. */
  refusal: string | null;
  onSave: (how: "save" | "plan") => void;
}

/** What is edited, and how it ends. */
export function EditorHead({ message, refusal, onSave }: Props) {
  const router = useRouter();
  const { diagnosis } = message;
  return (
    <header className="flex items-start gap-6 px-pad pt-5 pb-4">
      <div className="min-w-0 flex-1">
        <div className="mb-2.5 flex flex-wrap items-center gap-2">
          <Verdict verdict={diagnosis?.verdict ?? message.verdict} chip />
          {message.eventType && (
            <Tag>
              {message.eventType} {diagnosis?.envelope.version && `v${diagnosis.envelope.version}`}
            </Tag>
          )}
          <Tag className="font-mono">{markLine(message.queue)}</Tag>
        </div>
        <h1 className="text-17 font-620 tracking-[-0.012em] [overflow-wrap:anywhere]">{message.answer.title}</h1>
      </div>
      <div className="flex flex-none items-center gap-2">
        {refusal && <span className="text-12 text-ink-3">{refusal}</span>}
        <Button kind="quiet" onClick={() => router.push(`/messages/${message.id}`)}>
          Cancel
        </Button>
        <Button refusal={refusal} shortcut="Ctrl S" onClick={() => onSave("save")}>
          <Save aria-hidden /> Save edit
        </Button>
        <Button kind="main" refusal={refusal} onClick={() => onSave("plan")}>
          <RotateCw aria-hidden /> Save and plan replay
        </Button>
      </div>
    </header>
  );
}
