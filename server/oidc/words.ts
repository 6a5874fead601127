/** Why a sign-in with the provider failed: the closed set of what the sign-in page is told in its address. */
export const problems = ["away", "stale", "denied", "refused", "settings", "clock", "invalid", "disabled", "many", "failed"] as const;
export type Problem = (typeof problems)[number];

/** The problem that an address names; null: none that we know. */
export function problemIn(text: string | readonly string[] | undefined): Problem | null {
  return problems.find((known) => known === text) ?? null;
}

interface Words {
  /** What happened. */
  readonly title: string;
  /** Why, and what to do next. */
  readonly text: string;
}

const ask = "The log of the console has the details, for whoever runs Redrive.";

/** What people read. Nothing in it comes from the provider. `name`: what redrive.yaml calls it. */
export function problemWords(of: Problem, name: string): Words {
  return words[of](name);
}

const words: Readonly<Record<Problem, (name: string) => Words>> = {
  away: (name) => ({
    title: `${name} does not answer.`,
    text: `Nobody can sign in with it until it does. Try again in a minute. Whoever is signed in stays signed in. ${ask}`,
  }),
  stale: () => ({
    title: "This sign-in cannot be finished.",
    text: "It was used before, took longer than 10 minutes, or began in another browser. Begin again.",
  }),
  denied: (name) => ({
    title: `${name} did not let you in.`,
    text: `You cancelled, or you may not use Redrive. Ask whoever runs ${name} to assign Redrive to you.`,
  }),
  refused: (name) => ({
    title: `${name} refused this sign-in.`,
    text: `Begin again. ${ask}`,
  }),
  settings: (name) => ({
    title: `${name} does not accept Redrive's settings.`,
    text: `Issuer, client id, client secret, redirect URI or scopes differ between redrive.yaml and ${name}. ${ask}`,
  }),
  clock: (name) => ({
    title: `The clocks of ${name} and Redrive differ.`,
    text: `They may differ by 60 seconds. Set the clock of the machine that runs Redrive. ${ask}`,
  }),
  invalid: (name) => ({ title: `What ${name} answered is not valid.`, text: `Nobody was signed in. Begin again. ${ask}` }),
  disabled: () => ({
    title: "You are disabled in Redrive.",
    text: "Whoever manages people in Redrive can enable you again.",
  }),
  many: () => ({ title: "Too many sign-ins were begun and not finished.", text: "They came from your network. Try again in 10 minutes." }),
  failed: () => ({ title: "The sign-in failed in Redrive.", text: `Try again in a minute. ${ask}` }),
};
