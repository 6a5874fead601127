import { CircleAlert, CircleCheck, Clock3 } from "lucide-react";
import type { Row } from "./outbox";

const looks = {
  failed: { Icon: CircleAlert, className: "text-bad", word: "failed" },
  published: { Icon: CircleCheck, className: "text-ok", word: "published" },
  unpublished: { Icon: Clock3, className: "text-ink-2", word: "unpublished" },
  other: { Icon: Clock3, className: "text-ink-3", word: "unknown" },
} as const;

export function RowState({ state }: { state: Row["state"] }) {
  const { Icon, className, word } = looks[state];
  return (
    <span className={`inline-flex items-center gap-1.5 ${className}`}>
      <Icon className="size-3.5" aria-hidden />
      {word}
    </span>
  );
}
