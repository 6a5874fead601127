import type { FailedMessage } from "./failure.ts";
import { headerText } from "./read-header.ts";
import { at, bodyJson, parseJson, textAt } from "./read-json.ts";

/** A task of Celery, as far as the message says so. */
interface Task {
  readonly task: string;
  readonly id: string;
  readonly retries: string | null;
  /** What it is called with; undefined: it is not JSON. */
  readonly args: unknown;
  readonly kwargs: unknown;
  /** It is told by the message's headers, otherwise by its body. */
  readonly headers: boolean;
}

/** Beside task, id and lang: which of them a client in another language writes varies. */
const others = ["root_id", "argsrepr", "origin", "retries"];

/** null: it is none. `[args, kwargs, embed]` is the body of the second protocol. */
export function readTask(message: FailedMessage): Task | null {
  const read = (name: string) => headerText(message, name);
  const told = named(read);
  if (told && read("lang") !== null && others.some((name) => read(name) !== null))
    return { ...told, ...called(bodyJson(message)), headers: true };
  return taskInBody(bodyJson(message));
}

/** The same by what a body alone says. */
export function taskInBody(json: unknown): Task | null {
  const envelope = at(json, "headers");
  const told = named((name) => textAt(envelope, name));
  if (told && at(json, "properties", "delivery_info") !== undefined) return { ...told, ...called(bodyOf(json)), headers: false };
  const first = named((name) => textAt(json, name));
  const whole = ["args", "kwargs", "retries"].every((name) => at(json, name) !== undefined);
  return first && whole ? { ...first, args: at(json, "args"), kwargs: at(json, "kwargs"), headers: false } : null;
}

function named(read: (name: string) => string | null): Pick<Task, "task" | "id" | "retries"> | null {
  const [task, id] = [read("task"), read("id")];
  return task === null || id === null ? null : { task, id, retries: read("retries") };
}

/** Of kombu's virtual transports (kombu/transport/virtual/base.py), in base64 where `body_encoding` says so. */
function bodyOf(json: unknown): unknown {
  const body = textAt(json, "body") ?? "";
  return parseJson(textAt(json, "properties", "body_encoding") === "base64" ? Buffer.from(body, "base64").toString("utf8") : body);
}

function called(json: unknown): Pick<Task, "args" | "kwargs"> {
  return { args: at(json, 0), kwargs: at(json, 1) };
}

/** The event that a task is called with: its first argument, or the only one by name. */
export function argumentOf({ args, kwargs }: Pick<Task, "args" | "kwargs">): unknown {
  const [first, ...others] = typeof kwargs === "object" && kwargs !== null ? Object.keys(kwargs) : [];
  return at(args, 0) ?? (first !== undefined && others.length === 0 ? at(kwargs, first) : undefined);
}
