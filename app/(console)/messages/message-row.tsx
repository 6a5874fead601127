import { Copy, Pencil } from "lucide-react";
import Link from "next/link";
import { Died } from "@/components/died";
import { NameWords } from "@/components/name-words";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/class-names";
import { Row } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Verdict } from "@/components/verdict";
import type { Message } from "./message";

interface Props {
  readonly message: Message;
  readonly chosen: boolean;
  /** The rows come from more than one source: each says its own. */
  readonly several: boolean;
  readonly onToggle: () => void;
}

export function MessageRow({ message, chosen, several, onToggle }: Props) {
  const { id, verdict, eventType, queue, source } = message;
  const name = message.eventKey ?? message.eventId;
  return (
    <Row
      aria-selected={chosen}
      className={cn(
        "grid-cols-[20px_minmax(0,1fr)_auto] py-2 has-[a[data-row]:focus]:shadow-[inset_2px_0_0_var(--accent)] desk:h-row desk:py-0",
        chosen ? "bg-selected" : "hover:bg-hover",
      )}
    >
      <td className="relative z-10 -my-2 -ml-pad grid w-[calc(100%+var(--pad))] self-stretch desk:m-0 desk:w-auto desk:self-auto">
        <label className="flex cursor-pointer items-center pl-pad desk:pl-0">
          <Checkbox aria-label={`Select message ${name ?? id}`} checked={chosen} onCheckedChange={onToggle} />
        </label>
      </td>
      <td className="order-3 grid max-w-32 justify-items-end gap-0.5 text-right text-12 text-ink-3 desk:order-none desk:flex desk:max-w-none desk:text-left desk:text-13">
        <span className="desk:hidden">
          <Died death={message} />
        </span>
        <Verdict verdict={verdict} quiet />
      </td>
      <td className="hidden text-ink-2 desk:block">
        <Died death={message} />
      </td>
      <td className="hidden cut desk:block" title={eventType}>
        {eventType || <span className="text-ink-3">unknown</span>}
      </td>
      <td className="hidden cut font-mono desk:block" title={name ?? undefined}>
        {name ?? <span className="text-ink-3">none</span>}
      </td>
      <td className="min-w-0">
        <Link data-row={id} href={`/messages/${id}`} className="block after:absolute after:inset-0">
          <ErrorLine message={message} />
          <PhoneLine message={message} name={name} several={several} />
        </Link>
      </td>
      <td className="hidden min-w-0 items-center gap-2 desk:flex">
        <span className="cut" title={`${queue}, ${source}`}>
          <span className="font-mono">{queue}</span> {several && <span className="text-ink-3">{source}</span>}
        </span>
      </td>
      <td className="hidden items-center justify-end gap-1.5 desk:flex">
        <Marks message={message} />
        <AttemptsOrState message={message} />
      </td>
    </Row>
  );
}

/** The error's last name and text; a phone has room for one of the two. */
function ErrorLine({ message: { errorType, errorText, title } }: Pick<Props, "message">) {
  const short = errorType?.split(/[.\\]|::/).at(-1);
  return (
    <span className="block cut text-ink-2 max-desk:line-clamp-3">
      <b className="font-550 text-ink">
        <NameWords name={short ?? (errorText ? "" : title)} />
      </b>{" "}
      <span className={short ? "max-desk:hidden" : undefined}>{errorText}</span>
    </span>
  );
}

/** What a desk has in columns of their own. */
function PhoneLine({ message, name, several }: Pick<Props, "message" | "several"> & { name: string | null }) {
  const { eventType, source, attempts, state } = message;
  return (
    <span className="block cut text-12 text-ink-2 desk:hidden">
      {eventType} {name && <span className="font-mono">{name}</span>} {several && <span className="text-ink-3">{source}</span>}{" "}
      {attempts !== null && `${attempts}×`} {state !== "dead" && state}
    </span>
  );
}

function Marks({ message }: Pick<Props, "message">) {
  return (
    <>
      {message.edited && <Pencil className="size-3 text-ink-3" aria-label="edited" />}
      {message.duplicate && <Copy className="size-3 text-warn" aria-label="suspected duplicate" />}
    </>
  );
}

function AttemptsOrState({ message: { attempts, state } }: Pick<Props, "message">) {
  if (state !== "dead") return <Tag>{state}</Tag>;
  return (
    attempts ?? (
      <span className="text-ink-3" title="How often it was tried is not carried">
        ?
      </span>
    )
  );
}
