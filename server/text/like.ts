/** Text as LIKE takes it for itself: nothing in it stands for anything else. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** The LIKE pattern of everything that holds this text. */
export function likeHolding(text: string): string {
  return `%${escapeLike(text)}%`;
}

/** The LIKE pattern of everything that fits a glob, in which only `*` is special. */
export function likeOfGlob(glob: string): string {
  return glob.split("*").map(escapeLike).join("%");
}
