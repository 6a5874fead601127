"use client";

import { Plus } from "lucide-react";
import { Band } from "@/components/band";
import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { Age, Clock } from "@/components/time";
import { Button } from "@/components/ui/button";
import { Row, Table } from "@/components/ui/table";
import type { Asking, Me, Token } from "./people";
import { RoleText } from "./people-table";

const columns = [
  { key: "name", head: "Token", width: "minmax(160px,240px)" },
  { key: "role", head: "Role, and where", width: "minmax(0,1fr)" },
  { key: "used", head: "Last used", width: "176px" },
  { key: "expires", head: "Expires", width: "104px" },
  { key: "acts", head: <span className="sr-only">Acts</span>, width: "80px", end: true },
];

export function TokenTable({ tokens, me, onAsk }: { tokens: readonly Token[]; me: Me; onAsk: (asking: Asking) => void }) {
  const refusalOf = useRefusal();
  const noTokens = me.may.makeTokens ? null : (refusalOf("token.make") ?? "Only somebody who is signed in as a person makes tokens.");
  const mayNotRevoke = refusalOf("people.manage");
  return (
    <Band
      title="API tokens"
      note="shown once when made, stored as a hash; none does more than its maker may"
      end={
        <Button refusal={noTokens} onClick={() => onAsk({ act: "token" })}>
          <Plus aria-hidden />
          New token
        </Button>
      }
    >
      <Refusals className="border-line border-t px-pad py-2" of={[{ label: "New token", refusal: noTokens }]} />
      {tokens.length === 0 && <p className="border-line border-t px-pad py-3 text-ink-2">No token works at this moment.</p>}
      {tokens.length > 0 && (
        <Table label="API tokens" columns={columns} className="border-line border-t">
          {tokens.map((token) => (
            <Row key={token.id} className="grid-cols-[minmax(0,1fr)_auto] items-start gap-y-1 py-2">
              <td className="min-w-0">
                <b className="font-550 [overflow-wrap:anywhere]">{token.name}</b>
                <small className="block text-12 text-ink-3">
                  <code className="font-mono">{token.shown}…</code>, made by {token.by}
                </small>
                {token.rests && <small className="block text-12 text-warn">Stopped until {token.by} signs in again</small>}
              </td>
              <td className="flex min-w-0 flex-wrap items-baseline gap-x-1.5 max-desk:order-2 max-desk:col-span-2 [overflow-wrap:anywhere]">
                <RoleText role={token} />
              </td>
              <td className="text-ink-2 max-desk:order-3 max-desk:text-12">
                {token.usedAt ? <Age at={token.usedAt} suffix=" ago" /> : "never used"}
                {token.usedFrom && <small className="block text-12 text-ink-3">from {token.usedFrom}</small>}
              </td>
              <td className="text-ink-2 max-desk:order-3 max-desk:text-12">
                <span className="desk:hidden">expires </span>
                <Clock at={token.expiresAt} seconds={false} />
              </td>
              <td className="text-right max-desk:order-1">
                <Button
                  refusal={me.may.makeTokens && token.personId === me.personId ? null : mayNotRevoke}
                  aria-label={`Revoke ${token.name}`}
                  onClick={() => onAsk({ act: "revokeToken", token })}
                >
                  Revoke
                </Button>
              </td>
            </Row>
          ))}
        </Table>
      )}
    </Band>
  );
}
