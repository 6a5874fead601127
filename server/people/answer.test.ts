import { expect, test } from "vitest";
import { presets } from "../access/roles.ts";
import { answerPeople } from "./answer.ts";
import type { PeopleView, PersonView } from "./output.ts";

const access = { roles: presets, grants: [] };
const person = (name: string, role: string | null, state: PersonView["state"] = "active"): PersonView => ({
  id: 1,
  way: "account",
  name,
  email: null,
  groups: [],
  state,
  seenAt: null,
  roles: role === null ? [] : [{ role, sources: ["*"], queues: ["*"], id: 1, by: "x", known: true }],
  sessions: [],
});
const tokens = [{ rests: false }, { rests: true }] as unknown as PeopleView["tokens"];

test("who has access, and how many may change that", () => {
  expect(answerPeople({ people: [person("Ann", "admin")], tokens: [], access })).toEqual({
    title: "1 person has access.",
    sub: "Only Ann may manage people. Give a second person the role admin, in case that account is lost.",
  });
  const people = [
    person("Ann", "admin"),
    person("Bob", "admin"),
    person("Carla", null),
    person("Dan", "admin", "invited"),
    person("Eve", "admin", "disabled"),
  ];
  expect(answerPeople({ people, tokens, access })).toEqual({
    title: "2 people and 1 token have access.",
    sub: "1 person has no role, and may do nothing. 1 invitation waits for a password. 2 may manage people.",
  });
  expect(answerPeople({ people: [], tokens: [], access }).sub).toBe("Nobody here may manage people yet; redrive.yaml gives that.");
});
