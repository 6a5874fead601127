"use client";

import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { Check, CircleX, Save } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useDeferredValue, useState } from "react";
import { useTRPC } from "@/components/trpc";
import { Answer, Evidence } from "@/components/ui/answer";
import { Button } from "@/components/ui/button";
import { Area } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { Note } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import type { AppRouter } from "@/server/trpc/router";
import type { View } from "../view";
import { HeaderEditor } from "./header-editor";
import { jsonProblem } from "./json-problem";
import { Outgoing } from "./outgoing";

const TextEditor = dynamic(() => import("./text-editor").then((module) => module.TextEditor), {
  ssr: false,
  loading: () => <div className="h-80 bg-sunken" />,
});
const Diff = dynamic(() => import("./diff").then((module) => module.Diff), { ssr: false, loading: () => <div className="h-40" /> });

type Payload = inferRouterOutputs<AppRouter>["messages"]["payload"];

/** Body and headers beside what changes and what will be sent. Text is edited as text: no digit is lost by parsing. */
export function Editor({ message, payload }: { message: View; payload: Payload }) {
  const router = useRouter();
  const trpc = useTRPC();
  const original = payload.text ?? "";
  const [text, setText] = useState(original);
  const [headers, setHeaders] = useState(message.headers);
  const [part, setPart] = useState<"body" | "headers">(payload.text === null || payload.truncated ? "headers" : "body");
  const [reason, setReason] = useState("");
  const bodyChanged = text !== original;
  const headersChanged = headers !== message.headers;
  const problem = payload.json || bodyChanged ? jsonProblem(text) : null;
  const change = {
    ...(bodyChanged ? { body: { text } } : {}),
    ...(headersChanged ? { head: { headers: headers.map(bare), properties: message.properties.map(bare) } } : {}),
  };
  const later = useDeferredValue(change);
  const preview = useQuery(
    trpc.replays.preview.queryOptions(
      { messageId: message.id, target: { to: "failed_queue" }, change: later },
      { refetchInterval: false, placeholderData: keepPreviousData },
    ),
  );
  const save = useMutation(
    trpc.messages.edit.mutationOptions({
      onSuccess: ({ version }) => {
        showToast({
          what: `Saved as version ${version}.`,
          why: "The original stays.",
          action: { label: "Plan its replay", href: `/replays/new?ids=${message.id}` },
        });
        router.push(`/messages/${message.id}?tab=payload`);
      },
    }),
  );
  const refusal =
    message.state !== "dead"
      ? `It is ${message.state}, not dead.`
      : !bodyChanged && !headersChanged
        ? "Nothing is changed yet."
        : reason.trim().length < 3
          ? "Say why in a few words."
          : null;
  return (
    <>
      <Answer
        title={message.answer.title}
        actions={
          <Button
            kind="main"
            busy={save.isPending}
            refusal={refusal}
            onClick={() => save.mutate({ id: message.id, seq: message.seq, reason: reason.trim(), ...change })}
          >
            <Save aria-hidden /> Save version {message.version + 1}
          </Button>
        }
      >
        <Evidence
          lines={message.answer.evidence.slice(0, 1).map(({ text: line }) => ({ key: line, icon: <CircleX aria-hidden />, text: line }))}
        />
      </Answer>
      {save.isError && (
        <Note tone="bad" className="mx-pad mb-3">
          {save.error.message}
        </Note>
      )}
      <div className="grid flex-1 border-line border-t wide:grid-cols-2">
        <div className="min-w-0 border-line wide:border-r">
          <div className="flex h-11 items-center gap-3 px-pad">
            <Segmented
              label="Part"
              value={part}
              onChange={setPart}
              options={[
                { value: "body", label: bodyChanged ? "Body, changed" : "Body" },
                { value: "headers", label: headersChanged ? "Headers, changed" : `Headers ${headers.length}` },
              ]}
            />
            <span className="ml-auto text-12 text-ink-3">version {message.version}</span>
          </div>
          {part === "headers" ? (
            <HeaderEditor headers={headers} onChange={setHeaders} />
          ) : payload.text === null ? (
            <p className="px-pad text-ink-2">The body is not UTF-8 text, so it cannot be edited here. Its headers can.</p>
          ) : payload.truncated ? (
            <p className="px-pad text-ink-2">The body is larger than what is edited in a browser. Its headers can be changed.</p>
          ) : (
            <>
              <TextEditor value={text} onChange={setText} json={payload.json} />
              <p className="flex items-center gap-2 px-pad py-2 text-ink-2">
                {problem ? <CircleX className="size-3.5 text-bad" aria-hidden /> : <Check className="size-3.5 text-ok" aria-hidden />}
                {problem ?? "Valid JSON; numbers keep their digits."}
              </p>
            </>
          )}
          <label className="grid gap-1 px-pad py-3">
            <span className="font-550">Reason</span>
            <Area value={reason} onChange={(event) => setReason(event.target.value)} placeholder="What was wrong, and why is this right?" />
            <span className="text-12 text-ink-3">{refusal ?? "The original stays; this becomes a new version."}</span>
          </label>
        </div>
        <div className="min-w-0">
          <h2 className="flex h-11 items-center px-pad text-14 font-600">Changes</h2>
          {bodyChanged ? (
            <Diff before={original} after={text} />
          ) : (
            <p className="px-pad pb-3 text-ink-2">{headersChanged ? "Only headers are changed." : "Nothing is changed yet."}</p>
          )}
          <Outgoing preview={preview.data} error={preview.error?.message ?? null} />
        </div>
      </div>
    </>
  );
}

function bare({ name, nameBytes, value }: View["headers"][number]) {
  return { name, nameBytes, value };
}
