"use client";

import { Ellipsis, KeyRound, MonitorSmartphone, Plus, UserCheck, UserX, X } from "lucide-react";
import { Band } from "@/components/band";
import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { Age } from "@/components/time";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { Row, Table } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import type { Asking, Me, Person, Role } from "./people";

const columns = [
  { key: "who", head: "Person", width: "minmax(160px,240px)" },
  { key: "roles", head: "Role, and where", width: "minmax(0,1fr)" },
  { key: "seen", head: "Last seen", width: "104px" },
  { key: "sessions", head: "Sessions", width: "88px", end: true },
  { key: "acts", head: <span className="sr-only">Acts</span>, width: "36px" },
];

interface Props {
  people: readonly Person[];
  me: Me;
  onAsk: (asking: Asking) => void;
}

export function PeopleTable({ people, me, onAsk }: Props) {
  const refusal = useRefusal()("people.manage");
  return (
    <Band
      title="People"
      note={`${people.length}, with their roles by redrive.yaml and by this page`}
      end={
        <Button refusal={refusal} onClick={() => onAsk({ act: "invite" })}>
          <Plus aria-hidden />
          Invite
        </Button>
      }
    >
      <Refusals className="border-line border-t px-pad py-2" of={[{ label: "Inviting and giving roles", refusal }]} />
      <Table label="People" columns={columns} className="border-line border-t">
        {people.map((person) => (
          <Row key={person.id} className="grid-cols-[minmax(0,1fr)_auto_auto] items-start gap-y-1 py-2 max-desk:gap-x-3">
            <td className="min-w-0">
              <Who person={person} isMe={person.id === me.personId} />
            </td>
            <td className="grid min-w-0 justify-items-start gap-1 max-desk:order-last max-desk:col-span-3">
              <Roles person={person} refusal={refusal} onAsk={onAsk} />
            </td>
            <td className="text-ink-2 max-desk:hidden">{person.seenAt ? <Age at={person.seenAt} suffix=" ago" /> : "never"}</td>
            <td className="text-right">
              <Button
                kind="quiet"
                className="-my-1 -mr-2"
                aria-label={`Sessions of ${person.name}`}
                onClick={() => onAsk({ act: "sessions", person })}
              >
                {person.sessions.length}
                <span className="desk:hidden">{person.sessions.length === 1 ? "session" : "sessions"}</span>
              </Button>
            </td>
            <td className="-my-1">
              <Menu
                trigger={
                  <Button kind="quiet" icon aria-label={`More for ${person.name}`}>
                    <Ellipsis aria-hidden />
                  </Button>
                }
                items={itemsOf(person, refusal, onAsk)}
              />
            </td>
          </Row>
        ))}
      </Table>
    </Band>
  );
}

function itemsOf(person: Person, refusal: string | null, onAsk: Props["onAsk"]) {
  const item = (act: "give" | "sessions" | "disable" | "enable" | "link", label: string, icon: React.ReactNode, why = refusal) => ({
    key: act,
    label,
    icon,
    refusal: why,
    onSelect: () => onAsk({ act, person }),
  });
  const disabled = person.state === "disabled";
  return [
    item("give", "Give a role", <Plus aria-hidden />, refusal ?? (disabled ? "Disabled: enable the person first." : null)),
    item("sessions", "Sessions", <MonitorSmartphone aria-hidden />, null),
    ...(person.way === "account"
      ? [
          item(
            "link",
            "Make a password link",
            <KeyRound aria-hidden />,
            refusal ?? (disabled ? "Disabled: enable the account first." : null),
          ),
        ]
      : []),
    disabled ? item("enable", "Enable again", <UserCheck aria-hidden />) : item("disable", "Disable", <UserX aria-hidden />),
  ];
}

const ways = { account: "account", oidc: "single sign-on", proxy: "proxy" } as const;

function Who({ person: { name, email, groups, state, way }, isMe }: { person: Person; isMe: boolean }) {
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-1.5">
        <b className={state === "disabled" ? "font-550 text-ink-3" : "font-550"}>{name}</b>
        {isMe && <Tag>you</Tag>}
        {state !== "active" && <Tag>{state}</Tag>}
      </span>
      <small className="block text-12 text-ink-3 [overflow-wrap:anywhere]">
        {[email, ways[way], ...groups].filter(Boolean).join(", ")}
      </small>
    </>
  );
}

function Roles({ person, refusal, onAsk }: { person: Person; refusal: string | null; onAsk: Props["onAsk"] }) {
  if (person.roles.length === 0) return <span className="text-ink-3">No role: may do nothing.</span>;
  return person.roles.map((role, nth) => (
    <span key={role.id ?? `config ${nth}`} className="flex max-w-full flex-wrap items-center gap-x-1.5 [overflow-wrap:anywhere]">
      <RoleText role={role} />
      <small className="text-12 text-ink-3">{role.id === null ? "by redrive.yaml" : `by ${role.by ?? "a command"}`}</small>
      {!role.known && <small className="text-12 text-warn">gives nothing: redrive.yaml has no such role</small>}
      {role.id !== null && (
        <Button
          kind="quiet"
          icon
          className="-my-1"
          aria-label={`Take the role ${role.role} from ${person.name}`}
          refusal={refusal}
          onClick={() => onAsk({ act: "take", person, role })}
        >
          <X aria-hidden />
        </Button>
      )}
    </span>
  ));
}

/** A role and where it holds. */
export function RoleText({ role: { role, sources, queues } }: { role: Pick<Role, "role" | "sources" | "queues"> }) {
  const everywhere = sources.includes("*") && queues.includes("*");
  return (
    <>
      <b className="font-550">{role}</b>
      <span className={everywhere ? "text-ink-2" : "font-mono text-12 text-ink-2"}>
        {everywhere ? "everywhere" : `${sources.join(", ")} / ${queues.join(", ")}`}
      </span>
    </>
  );
}
