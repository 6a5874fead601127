"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { RotateCw, Save } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { Note } from "@/components/ui/states";
import { Tag } from "@/components/ui/tag";
import { useKey } from "@/components/use-key";
import { Verdict } from "@/components/verdict";
import type { Payload, Message } from "../message";
import { BodyPart } from "./body-part";
import { Checks } from "./checks";
import { HeaderEditor } from "./header-editor";
import { Outgoing } from "./outgoing";
import { SaveDialog } from "./save-dialog";
import { useSettled } from "./settled";
import { useDraft } from "./use-draft";

const Diff = dynamic(() => import("@/components/diff").then((module) => module.Diff), { ssr: false });
const typingMs = 300;

/** Body and headers beside what changes and what will be sent. Text is edited as text: no digit is lost by parsing. */
export function Editor({ message, payload, onAgain }: { message: Message; payload: Payload; onAgain: () => void }) {
  const router = useRouter();
  const trpc = useTRPC();
  const { base, draft, setDraft, change, before, written, lines, checks, refusal, switchMode } = useDraft(message, payload);
  const [part, setPart] = useState<"body" | "headers">(base.text === null ? "headers" : "body");
  const [cursor, setCursor] = useState({ line: 1, column: 1 });
  const [saving, setSaving] = useState<"save" | "plan" | null>(null);
  useKey("mod+s", () => !refusal && setSaving("save"));
  const settled = useSettled(change, typingMs);
  const preview = useQuery(
    trpc.replays.preview.queryOptions(
      { messageId: message.id, target: { to: "failed_queue" }, change: settled },
      { refetchInterval: false, placeholderData: keepPreviousData, retry: false, trpc: { context: { post: true } } },
    ),
  );
  const { data: now } = useQuery(trpc.messages.version.queryOptions({ id: message.id }));
  const words = [
    "body" in change && `body +${lines.added} −${lines.removed} ${lines.added + lines.removed === 1 ? "line" : "lines"}`,
    "head" in change && "headers",
  ];
  const against = message.version === 1 ? "against the original" : `against version ${message.version}`;
  return (
    <>
      <header className="flex items-start gap-6 px-pad pt-5 pb-4">
        <div className="min-w-0 flex-1">
          <div className="mb-2.5 flex flex-wrap items-center gap-2">
            <Verdict verdict={message.diagnosis?.verdict ?? message.verdict} chip />
            {message.eventType && (
              <Tag>
                {message.eventType} {message.diagnosis?.envelope.version && `v${message.diagnosis.envelope.version}`}
              </Tag>
            )}
            <Tag className="font-mono">{message.queue}</Tag>
          </div>
          <h1 className="text-17 font-620 tracking-[-0.012em] [overflow-wrap:anywhere]">{message.answer.title}</h1>
        </div>
        <div className="flex flex-none items-center gap-2">
          {refusal && <span className="text-12 text-ink-3">{refusal}</span>}
          <Button kind="quiet" onClick={() => router.push(`/messages/${message.id}`)}>
            Cancel
          </Button>
          <Button refusal={refusal} shortcut="Ctrl S" onClick={() => setSaving("save")}>
            <Save aria-hidden /> Save edit
          </Button>
          <Button kind="main" refusal={refusal} onClick={() => setSaving("plan")}>
            <RotateCw aria-hidden /> Save and plan replay
          </Button>
        </div>
      </header>
      {now && now.seq !== message.seq && (
        <Note tone="warn" className="mx-pad mb-3" end={<Button onClick={onAgain}>Read it again</Button>}>
          <b className="font-600">It has changed since you opened it.</b> It is {now.state}, version {now.version}. Saving would be refused;
          reading it again drops what you wrote here.
        </Note>
      )}
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)] border-line border-t wide:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <section
          aria-label="Edit"
          className="flex min-w-0 flex-col border-line wide:sticky wide:top-12 wide:h-[calc(100dvh-143px)] wide:self-start"
        >
          <div className="flex h-11 items-center gap-3 border-line border-b px-pad">
            <Segmented
              label="Part"
              value={part}
              onChange={setPart}
              options={[
                { value: "body", label: "Body" },
                { value: "headers", label: `Headers ${draft.headers.length + draft.properties.length}` },
              ]}
            />
            {part === "body" && base.layout && (
              <Segmented
                label="Edit as"
                value={draft.mode}
                onChange={switchMode}
                options={[
                  { value: "json", label: "JSON" },
                  { value: "text", label: "Raw text" },
                ]}
              />
            )}
            {part === "body" && draft.text !== null && (
              <span className="ml-auto flex gap-4 text-12 text-ink-3">
                <span>{draft.mode === "json" ? "numbers kept exactly" : "as it is stored"}</span>
                <span>
                  Ln {cursor.line}, Col {cursor.column}
                </span>
              </span>
            )}
          </div>
          {part === "body" ? (
            <BodyPart
              payload={payload}
              draft={draft}
              before={before}
              onText={(text) => setDraft({ ...draft, text })}
              onCursor={setCursor}
            />
          ) : (
            <div className="flex-1 overflow-y-auto">
              <HeaderEditor headers={draft.headers} onChange={(headers) => setDraft({ ...draft, headers })} />
              {draft.properties.length > 0 && (
                <>
                  <h2 className="px-pad pt-3 pb-2 text-14 font-600">Properties</h2>
                  <HeaderEditor fixed headers={draft.properties} onChange={(properties) => setDraft({ ...draft, properties })} />
                </>
              )}
            </div>
          )}
          <Checks checks={checks} />
        </section>
        <section aria-label="What is sent" className="min-w-0 border-line wide:border-l">
          <div className="flex h-11 items-center gap-2 border-line border-b px-pad">
            <h2 className="text-14 font-600">Diff</h2>
            <span className="text-12">
              <span className="text-ok">+{lines.added}</span> <span className="text-bad">−{lines.removed}</span>
            </span>
            <span className="ml-auto text-12 text-ink-3">{against}</span>
          </div>
          <Diff before={before} after={draft.text ?? ""} json={draft.mode === "json"} className="max-h-72" />
          <Outgoing message={message} preview={preview.data} error={preview.error?.message ?? null} body={written} />
        </section>
      </div>
      {saving && (
        <SaveDialog
          message={message}
          change={change}
          words={words.filter(Boolean).join(", ")}
          thenPlan={saving === "plan"}
          onClose={() => setSaving(null)}
        />
      )}
    </>
  );
}
