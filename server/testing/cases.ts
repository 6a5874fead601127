import { readdirSync, readFileSync } from "node:fs";
import type { FailureRules } from "../failures/failure.ts";
import { noRules, type Plain } from "./heads.ts";

/**
 * Dead letters as real programs wrote them, values made up. What `expect` leaves out is not judged; a list means any of these, "~text" that it holds
 * this. Those with the same `group` are one group, and with different ones of one case different groups.
 */
export interface Case {
  readonly id: string;
  readonly queue: string;
  readonly messages: readonly {
    readonly name: string;
    readonly headers?: { readonly [name: string]: Plain };
    readonly attributes?: { readonly [name: string]: Plain };
    readonly properties?: { readonly [name: string]: Plain };
    readonly body: { readonly text: string };
    readonly expect: { readonly [field: string]: string | readonly string[] };
  }[];
}

const folder = new URL("../failures/cases/", import.meta.url);

export const cases: readonly Case[] = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Case);

/** `home.dead` has home-grown headers, which redrive.yaml names. */
const homeRules: FailureRules = {
  ...noRules,
  headers: {
    errorType: "x-error-type",
    errorText: "x-error",
    stack: "x-stack",
    attempts: "x-attempts",
    failedAt: "x-failed-at",
    originQueue: "x-queue",
  },
};

/** How the dead letters of a queue of these cases are read. */
export function caseRules(queue: string): FailureRules {
  return queue === "home.dead" ? homeRules : noRules;
}
