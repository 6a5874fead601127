import { Downstream } from "@/components/downstream";
import { ExternalLink } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { queueHref } from "@/components/hrefs";
import { Age, Clock } from "@/components/time";
import { bytesText } from "@/components/ui/numbers";
import { numberText } from "@/server/text/numbers";
import { MessageAudience } from "./message-audience";
import type { Message } from "./message";
import { markLine } from "@/server/text/marked";

/** Everything about the message that fits in a line. */
export function Facts({ message }: { message: Message }) {
  return (
    <aside className="border-line px-pad pt-4 pb-6 max-wide:border-t wide:border-l wide:pt-5 wide:pl-5">
      <h2 className="mb-3 text-14 font-600">About this message</h2>
      <EventFacts message={message} />
      <PlaceFacts message={message} />
      {message.log && message.state === "dead" && (
        <List>
          <Fact label="Replay reaches">
            <MessageAudience id={message.id} />
          </Fact>
        </List>
      )}
      <KinFacts message={message} />
    </aside>
  );
}

/** The event, and when it was produced, died and came here. */
function EventFacts({ message }: { message: Message }) {
  const envelope = message.diagnosis?.envelope;
  return (
    <List>
      <Fact label="Event">
        {message.eventType || <Unknown />} {envelope?.version && <span className="text-ink-3">v{envelope.version}</span>}
      </Fact>
      <Fact label="Event id" mono>
        {message.eventId ?? <Unknown />}
      </Fact>
      <Fact label="Key" mono>
        {message.eventKey ?? <Unknown />}
      </Fact>
      <Fact label="Died">
        <Death message={message} />
      </Fact>
      <Fact label="Produced">{envelope?.producedAt ? <Clock at={envelope.producedAt} /> : <Unknown />}</Fact>
      <Fact label="Captured">
        <Clock at={message.capturedAt} />
      </Fact>
    </List>
  );
}

/** When it died; where that is not carried, between which times. */
function Death({ message: { diedAt, diedAfter, capturedAt } }: { message: Message }) {
  if (diedAt !== null)
    return (
      <>
        <Clock at={diedAt} /> <Age at={diedAt} suffix=" ago" className="text-ink-3" />
      </>
    );
  return (
    <>
      <Unknown />,{" "}
      {diedAfter && (
        <>
          after <Clock at={diedAfter} />,{" "}
        </>
      )}
      captured <Clock at={capturedAt} /> <Age at={capturedAt} suffix=" ago" className="text-ink-3" />
    </>
  );
}

/** Where it lies and where it was being consumed. */
function PlaceFacts({ message }: { message: Message }) {
  return (
    <List>
      <Fact label="Queue" mono>
        <Link href={queueHref(message.queue)} className="tap text-accent-ink hover:underline">
          {markLine(message.queue)}
        </Link>
      </Fact>
      <OriginFacts message={message} />
      <Fact label="Source">{message.source}</Fact>
      {message.address["offset"] !== undefined && (
        <Fact label="Record">
          partition {message.address["partition"]}, offset {numberText(Number(message.address["offset"]))}
        </Fact>
      )}
      <Fact label="Size">{message.bodyIsNull ? "null body" : bytesText(message.size)}</Fact>
    </List>
  );
}

/** What the message says of where it was being consumed, each part on its own. */
function OriginFacts({ message }: { message: Message }) {
  const origin = message.diagnosis?.origin;
  return (
    <>
      <Fact label={message.log ? "From topic" : "From queue"} mono>
        {origin?.queue ?? <NotCarried />}
      </Fact>
      {origin?.topic && (
        <Fact label="Topic" mono>
          {origin.topic}
        </Fact>
      )}
      {origin && origin.exchange !== null && <PublishFacts exchange={origin.exchange} routingKey={origin.routingKey} />}
      {origin?.handler && (
        <Fact label="Handler" mono>
          {origin.handler}
        </Fact>
      )}
    </>
  );
}

function PublishFacts({ exchange, routingKey }: { exchange: string; routingKey: string | null }) {
  return (
    <>
      <Fact label="Exchange" mono>
        {exchange || "default"}
      </Fact>
      <Fact label="Routing key" mono>
        {routingKey === null ? <NotCarried /> : routingKey || "empty"}
      </Fact>
    </>
  );
}

/** What it belongs to. */
function KinFacts({ message }: { message: Message }) {
  return (
    <List>
      <Fact label="Downstream">
        <Downstream name={message.diagnosis?.downstream ?? null} />
      </Fact>
      <Fact label="Group">
        <Link href={`/groups/${message.groupId}`} className="tap text-accent-ink hover:underline">
          {message.groupTitle}
        </Link>
      </Fact>
      <Fact label="Lineage">
        {message.lineage.length > 1
          ? `${message.lineage.length} times here`
          : message.state === "replayed"
            ? "has not come back"
            : "first time here"}
      </Fact>
      {message.traceId && (
        <Fact label="Trace" mono>
          <Trace id={message.traceId} link={message.traceLink} />
        </Fact>
      )}
      {message.replayId && (
        <Fact label="Replay">
          <Link href={`/replays/${message.replayId}`} className="tap text-accent-ink hover:underline">
            rpl-{message.replayId}
          </Link>
        </Fact>
      )}
    </List>
  );
}

function Trace({ id, link }: { id: string; link: string | null }) {
  return (
    <>
      {id}
      {link && (
        <a
          href={link}
          target="_blank"
          rel="noreferrer"
          className="mt-0.5 flex w-fit items-center gap-1 font-sans text-accent-ink hover:underline max-desk:min-h-11"
        >
          Open trace <ExternalLink className="size-3.5" aria-label="in a new tab" />
        </a>
      )}
    </>
  );
}

function List({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-[92px_minmax(0,1fr)] gap-x-3 gap-y-1.5 border-line [&+dl]:mt-3 [&+dl]:border-t [&+dl]:pt-3">
      {children}
    </dl>
  );
}

function Fact({ label, mono = false, children }: { label: string; mono?: boolean; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className={`min-w-0 [overflow-wrap:anywhere] ${mono ? "font-mono" : ""}`}>{children}</dd>
    </>
  );
}

function NotCarried() {
  return <span className="font-sans text-ink-3">not carried</span>;
}

function Unknown() {
  return <span className="font-sans text-ink-3">unknown</span>;
}
