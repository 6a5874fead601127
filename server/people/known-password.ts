/** What most guessed passwords are made of, whatever digits and signs stand around it. */
const words = new Set(
  `password passwort passw pass admin administrator root user guest test demo welcome login letmein changeme changemenow qwerty qwertyuiop qwertz qwertzuiop
   azerty azertyuiop asdf asdfgh asdfghjkl zxcvbnm iloveyou monkey dragon sunshine princess football baseball superman batman master shadow summer winter
   spring autumn secret hello abc abcdef abcdefgh abcdefghijkl redrive default temp temporary company mypassword passwordpassword thisismypassword
   correcthorsebatterystaple trustno trustnoone whatever starwars computer internet service server production staging`.split(/\s+/),
);

/**
 * Why a password is refused although it is long enough; null: it is not. It is one that guessing begins with: a known word with digits and signs around it,
 * few different characters, a row of the keyboard or of the alphabet, or the person's own name or address.
 */
export function knownPassword(password: string, person: { readonly email: string; readonly name: string }): string | null {
  const typed = password.toLowerCase();
  const cores = [lettersOf(typed), lettersOf(plain(typed.replaceAll(/^[^a-z]+|[^a-z]+$/g, "")))];
  if (cores.some((core) => words.has(core))) return "This password is on the list of known ones. Choose another.";
  if (new Set(typed).size < 5) return "This password has too few different characters. Choose another.";
  if (isRow(typed)) return "This password is a row of the keyboard. Choose another.";
  const [local = ""] = person.email.split("@", 1);
  const own = [person.email, local, person.name].map((name) => lettersOf(name.toLowerCase())).filter((name) => name.length > 2);
  return own.some((name) => cores.includes(name)) ? "This password is your own name or address. Choose another." : null;
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^a-z]/g, "");
}

/** As it was before letters were replaced by digits and signs that look like them. */
function plain(text: string): string {
  const like: Readonly<Record<string, string>> = { "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", $: "s", "!": "i" };
  return text.replaceAll(/[013457@$!]/g, (sign) => like[sign] ?? sign);
}

const rows = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890123456789",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiopasdfghjklyxcvbnm",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
];

function isRow(typed: string): boolean {
  return rows.some((row) => row.includes(typed) || [...row].toReversed().join("").includes(typed));
}
