import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A shop of a test in a process of its own. It is told by lines of JSON, and answers each with one. */
export interface ShopProcess<Answer> {
  /** Rejects with the `error` of an answer, and with what the shop said when it has ended. */
  ask(told: object): Promise<Answer>;
  /** Ends it by its input, and by force after ten seconds. */
  close(): Promise<void>;
}

export function openShopProcess<Answer extends { readonly error?: string }>(
  file: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ShopProcess<Answer> {
  const shop = spawn(file, words, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...env } });
  const ended = once(shop, "exit");
  const said: string[] = [];
  // Whoever is asked then says that it has ended.
  shop.stdin.on("error", () => {});
  shop.stderr.on("data", (chunk: Buffer) => void said.push(chunk.toString()));
  const answers = createInterface(shop.stdout)[Symbol.asyncIterator]();
  // Answers come in the order of commands, so each waits for the one before.
  let last: Promise<unknown> = Promise.resolve();
  return {
    ask: (told) => {
      const answer = last.then(async () => {
        shop.stdin.write(`${JSON.stringify(told)}\n`);
        const { value, done } = await answers.next();
        if (done) throw new Error(`The shop has ended: ${said.join("")}`);
        const given = JSON.parse(value) as Answer;
        if (given.error) throw new Error(given.error);
        return given;
      });
      last = answer.catch(() => {});
      return answer;
    },
    close: async () => {
      shop.stdin.end();
      const hard = setTimeout(() => shop.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(hard);
    },
  };
}
