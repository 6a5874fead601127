import { globMatches } from "../text/glob.ts";
import { type Permission, type Place, type Reach, withViews } from "./permissions.ts";

/** A role, given somewhere: in every queue whose source and name match one of these patterns (`*` stands for anything). */
export interface Grant {
  readonly role: string;
  readonly permissions: readonly Permission[];
  readonly sources: readonly string[];
  readonly queues: readonly string[];
  /** It holds only where this holds too: what the maker of a token may. */
  readonly within?: Pick<Grant, "sources" | "queues">;
}

/** What somebody may do, and where. Nobody may do what no grant says. "everything": Redrive's own tasks, and a console without sign-in. */
export type Access = "everything" | readonly Grant[];

/** Whether somebody may do this at each of these places. */
export function mayAct(access: Access, permission: Permission, reach: Reach): boolean {
  if (access === "everything") return true;
  if (reach !== "everywhere") return reach.every(reachOf(access, permission));
  return access.some((grant) => permits(grant, permission) && isEverywhere(grant));
}

/** The same for one place after the other: what is asked of many is prepared once. */
export function reachOf(access: Access, permission: Permission): (place: Place) => boolean {
  if (access === "everything") return () => true;
  const grants = access.filter((grant) => permits(grant, permission));
  return (place) => grants.some((grant) => isWithin(grant, place));
}

/** Whether somebody may do this somewhere. Where is asked of each thing that it is done to or read of. */
export function mayActSomewhere(access: Access, permission: Permission): boolean {
  return access === "everything" || access.some((grant) => permits(grant, permission));
}

/** Whether somebody may do anything at all. */
export function mayAnything(access: Access): boolean {
  return access === "everything" || access.some(({ permissions }) => permissions.length > 0);
}

/** Whether a grant permits this where it holds, by its name or because it is to see what else the grant permits. */
export function permits({ permissions }: Pick<Grant, "permissions">, permission: Permission): boolean {
  return permissions.some((own) => withViews(own).includes(permission));
}

type Patterns = Pick<Grant, "sources" | "queues" | "within">;

function isEverywhere({ sources, queues, within }: Patterns): boolean {
  return sources.includes("*") && queues.includes("*") && (!within || isEverywhere(within));
}

function isWithin({ sources, queues, within }: Patterns, place: Place): boolean {
  const { source, queue } = place;
  return (
    sources.some((pattern) => globMatches(pattern, source)) &&
    queues.some((pattern) => globMatches(pattern, queue)) &&
    (!within || isWithin(within, place))
  );
}
