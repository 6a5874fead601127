import { isGlob } from "../text/glob.ts";
import { likeHolding } from "../text/like.ts";
import type { Fragment } from "postgres";
import { type Visibility, seenIn } from "../access/visible.ts";
import type { Sql } from "../db/client.ts";
import { likeName } from "../db/like-name.ts";
import { messageState } from "../db/schema/messages.ts";
import { DomainError } from "../errors.ts";
import type { ReadTerm } from "../payloads/fits.ts";
import { durationMs, type Filter, type Operator, parseFilter, readQualifiers, type Term, unknownCount } from "./filter.ts";
import { onShelves } from "./shelves.ts";
import type { MessageState } from "./transitions.ts";

export interface CompiledFilter {
  /** Conditions on `groups g join queues q`, those of visible queues; null: every group. */
  readonly groups: Fragment | null;
  /** Conditions on `messages m`; always holds the states. */
  readonly messages: Fragment;
  /** The same for each shelf alone: the newest of several are merged from those of each, every one by its index. */
  readonly byShelf: readonly Fragment[];
  readonly states: readonly MessageState[];
  /** Each of its shelves alone, within the time that it is about. */
  readonly ofShelves: readonly Fragment[];
  /** It is about no message that died before; null: it says nothing of that. */
  readonly bornAfter: Date | null;
  readonly visible: Visibility;
  /** No index finds what it says of single messages: for one answer no more than so many of the newest are looked at. null: as many as it takes. */
  readonly soughtAtOnce: number | null;
  /** What else it says of single messages, which only their bytes answer (`seek.ts`): no other condition here holds it. */
  readonly reads: readonly ReadTerm[];
  /** The rollups answer it: no condition looks at a single message but its type. */
  readonly countable: boolean;
  /** Event type conditions alone, on `c.event_type` of a rollup. */
  readonly types: Fragment;
}

const states: readonly MessageState[] = messageState.enumValues;
const ofGroups: readonly Term["qualifier"][] = ["verdict", "category", "queue", "source", "origin", "error", "downstream", "group"];

/** A message's place in a list. */
export interface Place {
  readonly sortAt: Date;
  readonly id: number;
}

interface Options {
  readonly now: Date;
  /** Only what was captured until then. */
  readonly asOf?: Date | null;
  /** In which queues whoever asks may see messages: no other message matches, whatever the filter says. */
  readonly visible: Visibility;
}

/** Messages that are looked at for one answer where no index helps. */
export const soughtAtOnce = 100_000;

/** Parses and compiles; a filter with mistakes is refused with all of them. */
export function compileFilter(sql: Sql, text: string, options: Options): CompiledFilter {
  const filter = parseFilter(text);
  if (filter.mistakes.length > 0) throw new DomainError("invalid", filter.mistakes.map((mistake) => mistake.text).join(" "));
  return compileTerms(sql, filter, options);
}

function compileTerms(sql: Sql, { terms }: Filter, { now, asOf, visible }: Options): CompiledFilter {
  const groupTerms = terms.filter(({ qualifier }) => ofGroups.includes(qualifier));
  const typeTerms = terms.filter(({ qualifier }) => qualifier === "type");
  const messageTerms = terms.filter(({ qualifier }) => isOfMessage(qualifier) && !isRead(qualifier));
  const reads = terms.flatMap(({ qualifier, path = [], value, negated }) =>
    isRead(qualifier) ? [{ of: qualifier, path, value, negated }] : [],
  );
  const wanted = statesOf(terms);
  const byShelf = onShelves(sql, wanted);
  const [only, ...others] = byShelf;
  const inStates = only && others.length === 0 ? only : sql`m.state = any(${[...wanted]}::message_state[])`;
  const types = joined(
    sql,
    typeTerms.map((term) => signed(sql, term, likeName(sql, sql`c.event_type`, term.value))),
  );
  const ofSomeGroups = groupTerms.length > 0 || typeTerms.length > 0;
  // The index of what it names leads to few messages: to look for them in each visible group would take longer.
  const named = !ofSomeGroups && messageTerms.some(isNamed);
  const hidden = named ? [sql`true ${seenIn(sql, visible, sql`m.queue_id`)}`] : [];
  const needs = [
    ...messageTerms.map((term) => signed(sql, term, messageCondition(sql, term, now))),
    ...typeTerms.map((term) => signed(sql, term, likeName(sql, sql`m.event_type`, term.value))),
    ...(asOf ? [sql`m.captured_at <= ${asOf}`] : []),
    ...hidden,
  ];
  const young = messageTerms.filter(isYoung).map((term) => bornAt(term, now));
  return {
    groups:
      ofSomeGroups || (visible !== "everywhere" && !named)
        ? sql`${joined(sql, [...groupTerms.map((term) => signed(sql, term, groupCondition(sql, term))), ...withType(sql, typeTerms)])} ${seenIn(sql, visible, sql`g.queue_id`)}`
        : null,
    messages: joined(sql, [inStates, ...needs]),
    byShelf: byShelf.map((shelf) => joined(sql, [shelf, ...needs])),
    ofShelves: byShelf.map((shelf) => joined(sql, [shelf, ...young.map((at) => sql`m.sort_at > ${at}`)])),
    bornAfter: young.length > 0 ? new Date(Math.max(...young.map(Number))) : null,
    visible,
    soughtAtOnce: soughtIn(messageTerms),
    states: wanted,
    reads,
    countable: messageTerms.length === 0 && reads.length === 0,
    types,
  };
}

export const facetNames = ["verdict", "category", "queue", "type", "downstream"] as const;
export type FacetName = (typeof facetNames)[number];

export interface CompiledFacets {
  readonly states: readonly MessageState[];
  /** One condition for each facet, on `groups g join queues q` and on `c.event_type` of a rollup; true where the filter says nothing of it. */
  readonly facets: Readonly<Record<FacetName, Fragment>>;
  /** What else the filter says of groups. */
  readonly rest: Fragment;
  /** Its states and what it says of single messages, on `messages m`; null: nothing that the rollups could not answer. */
  readonly single: Fragment | null;
}

/** The filter by its facets, so that each can be counted under all the others. */
export function compileFacets(sql: Sql, text: string, options: Options): CompiledFacets {
  const { terms } = parseFilter(text);
  const ofMessages = terms.filter(({ qualifier }) => qualifier === "state" || isOfMessage(qualifier));
  const of = (qualifier: string) => terms.filter((term) => term.qualifier === qualifier);
  const groups = (qualifier: string) =>
    joined(
      sql,
      of(qualifier).map((term) => signed(sql, term, groupCondition(sql, term))),
    );
  const types = of("type").map((term) => signed(sql, term, likeName(sql, sql`c.event_type`, term.value)));
  const rest = ofGroups.filter((qualifier) => !facetNames.some((name) => name === qualifier)).map(groups);
  return {
    states: statesOf(terms),
    facets: {
      verdict: groups("verdict"),
      category: groups("category"),
      queue: groups("queue"),
      type: joined(sql, types),
      downstream: groups("downstream"),
    },
    rest: sql`${joined(sql, rest)} ${seenIn(sql, options.visible, sql`g.queue_id`)}`,
    single: terms.some(({ qualifier }) => isOfMessage(qualifier))
      ? sql`${compileTerms(sql, { terms: ofMessages, mistakes: [] }, options).messages} ${inSeenGroups(sql, options.visible)}`
      : null,
  };
}

/** The part of a condition on `messages m` that keeps it to visible queues by the index on groups: none leads from a queue to its messages. */
function inSeenGroups(sql: Sql, visible: Visibility): Fragment {
  return visible === "everywhere"
    ? sql``
    : sql`and m.group_id = any(array(select g.id from groups g where true ${seenIn(sql, visible, sql`g.queue_id`)}))`;
}

function isRead(qualifier: Term["qualifier"]): qualifier is ReadTerm["of"] {
  return readQualifiers.some((name) => name === qualifier);
}

function isOfMessage(qualifier: Term["qualifier"]): boolean {
  return !ofGroups.includes(qualifier) && qualifier !== "state" && qualifier !== "type";
}

/** An index leads from what it says to the messages. */
function isNamed({ qualifier, value, negated }: Term): boolean {
  return ["key", "event", "operation"].includes(qualifier) && !negated && !isGlob(value);
}

function soughtIn(terms: readonly Term[]): number | null {
  // Where most deaths are not known, few of the young ones may match.
  if (terms.some(isNamed) || terms.every((term) => term.qualifier === "age" && !isYoung(term))) return null;
  return soughtAtOnce;
}

/** Groups that never had the type need not be looked through. */
function withType(sql: Sql, terms: readonly Term[]): Fragment[] {
  return terms
    .filter(({ negated }) => !negated)
    .map(({ value }) => sql`exists (select 1 from day_counts c where c.group_id = g.id and ${likeName(sql, sql`c.event_type`, value)})`);
}

function statesOf(terms: readonly Term[]): readonly MessageState[] {
  const asked = terms.filter(({ qualifier }) => qualifier === "state");
  if (asked.length === 0) return ["dead"];
  if (asked.some(({ value }) => value === "any")) return states;
  const not = asked.filter(({ negated }) => negated).map(({ value }) => value);
  const yes = asked.filter(({ negated }) => !negated).map(({ value }) => value);
  return states.filter((state) => (yes.length === 0 || yes.includes(state)) && !not.includes(state));
}

/** The queue, or the topic that `placeWords` names where none is carried. */
function origin(sql: Sql): Fragment {
  return sql`coalesce(g.origin, substring(g.origin_words from '^topic (.*?)(?:; queue not carried)?$'))`;
}

function groupCondition(sql: Sql, { qualifier, value }: Term): Fragment {
  switch (qualifier) {
    case "verdict":
      return sql`g.verdict = ${value}::verdict`;
    case "category":
      return sql`g.category = ${value}::category`;
    case "queue":
      return likeName(sql, sql`q.name`, value);
    case "source":
      return likeName(sql, sql`q.source`, value);
    case "origin":
      return value === "none" ? sql`${origin(sql)} is null` : likeName(sql, origin(sql), value);
    case "downstream":
      return value === "none" ? sql`g.downstream is null` : likeName(sql, sql`g.downstream`, value);
    case "group":
      return sql`g.id = ${Number(value)}::bigint`;
    default:
      return sql`concat_ws(' ', g.error_type, g.title, g.error_text) ilike ${likeHolding(value)}`;
  }
}

function messageCondition(sql: Sql, { qualifier, operator, value, negated }: Term, now: Date): Fragment {
  switch (qualifier) {
    case "key":
      return likeName(sql, sql`m.event_key`, value);
    case "event":
      return likeName(sql, sql`m.event_id`, value);
    case "operation":
      // An operation may be of a million messages: negated, its list would be searched for each message.
      return negated
        ? sql`exists (select from message_history h where h.message_id = m.id and h.operation_id = ${Number(value)})`
        : sql`m.id in (select h.message_id from message_history h where h.operation_id = ${Number(value)})`;
    case "attempts":
      return value === unknownCount ? sql`m.attempts is null` : compared(sql, sql`m.attempts`, operator, Number(value));
    case "replayed":
      return compared(sql, sql`m.replay_count`, operator, Number(value));
    case "age": {
      // What lies between the bounds of an unknown death is neither.
      const at = bornAt({ value }, now);
      return operator.startsWith("<")
        ? sql`m.sort_at > ${at} and (m.death_known or coalesce(m.died_after > ${at}, false))`
        : sql`m.sort_at < ${at} and (m.death_known or m.captured_at < ${at})`;
    }
    case "captured":
      return operator.startsWith("<") ? sql`m.captured_at > ${bornAt({ value }, now)}` : sql`m.captured_at < ${bornAt({ value }, now)}`;
    case "death":
      return value === "known" ? sql`m.death_known` : sql`not m.death_known`;
    default: {
      const like = likeHolding(value);
      return sql`(m.error_text ilike ${like} or m.event_id = ${value} or m.event_key = ${value} or m.group_id = any(array(select t.id from groups t where t.title ilike ${like})))`;
    }
  }
}

/** It asks for deaths after a time, and for no others. */
function isYoung({ qualifier, operator, negated }: Term): boolean {
  return qualifier === "age" && operator.startsWith("<") && !negated;
}

/** What is as old as its value was born then. */
function bornAt({ value }: Pick<Term, "value">, now: Date): Date {
  return new Date(now.getTime() - (durationMs(value) ?? 0));
}

function compared(sql: Sql, column: Fragment, operator: Operator, value: number): Fragment {
  const number = Math.min(value, 2_147_483_647);
  switch (operator) {
    case "=":
      return sql`${column} = ${number}`;
    case ">":
      return sql`${column} > ${number}`;
    case ">=":
      return sql`${column} >= ${number}`;
    case "<":
      return sql`${column} < ${number}`;
    case "<=":
      return sql`${column} <= ${number}`;
  }
}

/** What is unknown is not equal, so only a negation has to spell it out: wrapped, a condition could not use its index. */
function signed(sql: Sql, { negated }: Term, condition: Fragment): Fragment {
  return negated ? sql`coalesce(not (${condition}), true)` : condition;
}

function joined(sql: Sql, conditions: readonly Fragment[]): Fragment {
  return conditions.reduce((all, condition) => sql`${all} and ${condition}`, sql`true`);
}
