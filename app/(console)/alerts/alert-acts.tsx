"use client";

import { BellOff, BellRing, Check, Ellipsis, MoonStar, Undo2, VolumeX } from "lucide-react";
import { useState } from "react";
import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { Button, type ButtonKind } from "@/components/ui/button";
import { Menu, type MenuItem } from "@/components/ui/menu";
import { type Alert, isLive } from "./alert";
import { SilenceDialog } from "./silence-dialog";
import { useAlertAct } from "./use-act";

const snoozes = [
  { minutes: 30, label: "30 min" },
  { minutes: 60, label: "1 h" },
  { minutes: 240, label: "4 h" },
  { minutes: 1_440, label: "1 day" },
] as const;

/** The first act: somebody takes the alert, or gives it back. Nothing where it does not fire. */
export function AcknowledgeButton({ alert, kind = "plain", shortcut }: { alert: Alert; kind?: ButtonKind; shortcut?: string }) {
  const { act, busy } = useAlertAct(alert);
  const refusal = useRefusal()("alert.acknowledge", alert.places);
  if (!isLive(alert)) return null;
  const has = alert.ackedAt !== null;
  return (
    <Button
      kind={has ? "quiet" : kind}
      busy={busy}
      refusal={refusal}
      onClick={() => act(has ? "take_back" : "acknowledge")}
      {...(shortcut && !has ? { shortcut } : {})}
    >
      {has ? <Undo2 aria-hidden /> : <Check aria-hidden />}
      {has ? "Take back" : "Acknowledge"}
    </Button>
  );
}

/** The other acts behind one button: quiet for a time, until it gets worse, or by a silence. */
export function AlertMenu({ alert, label, icon = false }: { alert: Alert; label: string; icon?: boolean }) {
  const { act, snooze } = useAlertAct(alert);
  const [silencing, setSilencing] = useState(false);
  const refusalOf = useRefusal();
  const mayNot = refusalOf("alert.acknowledge", alert.places);
  if (!isLive(alert)) return null;
  const mayMute = alert.acts.includes("mute");
  const items: readonly MenuItem[] = [
    ...(alert.snoozedUntil === null
      ? []
      : [{ key: "unsnooze", label: "End the snooze", icon: <BellRing aria-hidden />, refusal: mayNot, onSelect: () => act("unsnooze") }]),
    ...snoozes.map(({ minutes, label: span }) => ({
      key: `snooze ${minutes}`,
      label: `Snooze for ${span}`,
      icon: <MoonStar aria-hidden />,
      refusal: mayNot,
      onSelect: () => snooze(minutes),
    })),
    {
      key: "mute",
      label: mayMute ? "Mute until it gets worse" : "End the muting",
      icon: mayMute ? <VolumeX aria-hidden /> : <BellRing aria-hidden />,
      refusal: mayNot,
      onSelect: () => act(mayMute ? "mute" : "unmute"),
    },
    {
      key: "silence",
      label: "Silence …",
      icon: <BellOff aria-hidden />,
      refusal: refusalOf("alert.silence", alert.places),
      onSelect: () => setSilencing(true),
    },
  ];
  return (
    <>
      <Menu
        trigger={
          icon ? (
            <Button kind="quiet" icon aria-label={`${label}: ${alert.title}`}>
              <Ellipsis aria-hidden />
            </Button>
          ) : (
            <Button>
              <MoonStar aria-hidden />
              {label}
            </Button>
          )
        }
        items={items}
      />
      {silencing && <SilenceDialog of={alert} onClose={() => setSilencing(false)} />}
    </>
  );
}

/** Why acts on it may not be done, and who may let one. */
export function AlertRefusals({ alert }: { alert: Alert }) {
  const refusalOf = useRefusal();
  if (!isLive(alert)) return null;
  return (
    <Refusals
      className="mt-2.5"
      of={[
        { label: "Acknowledge, snooze, mute", refusal: refusalOf("alert.acknowledge", alert.places) },
        { label: "Silence", refusal: refusalOf("alert.silence", alert.places) },
      ]}
    />
  );
}
