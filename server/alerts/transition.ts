/**
 * What happens to an alert, in the order of its `seq`. fired: it begins, or begins again. changed: its numbers did. worse: ten times what people were
 * told, a higher severity, or another storm. flapping: it comes and goes. blind, seen: what it rests on is not known any more, is known again. escalated: nobody
 * acknowledged in time. reminded: it still fires. resolved: it is over. The others are acts of people, or the end of one.
 */
export const transitionKinds = [
  "fired",
  "changed",
  "worse",
  "flapping",
  "blind",
  "seen",
  "escalated",
  "reminded",
  "resolved",
  "acknowledged",
  "taken_back",
  "snoozed",
  "snooze_over",
  "muted",
  "unmuted",
  "silenced",
  "unsilenced",
] as const;
export type TransitionKind = (typeof transitionKinds)[number];

/** Why a transition told nobody; null: it did. */
export const quietReasons = ["silenced", "snoozed", "muted", "acknowledged", "grouped", "inhibited", "no_channel"] as const;
export type QuietReason = (typeof quietReasons)[number];

/** Those that a channel hears which posts once and can change nothing: something began, got worse, is told again or ended. */
export const newsOnly: readonly TransitionKind[] = [
  "fired",
  "worse",
  "flapping",
  "escalated",
  "reminded",
  "snooze_over",
  "unsilenced",
  "resolved",
];
