/** A cell that begins like this is a formula to a spreadsheet, also behind spaces. */
const formula = /^\s*[=+\-@\t\r]/;

/** One line of CSV: every cell quoted, and none of them a formula. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${(formula.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(",")}\r\n`;
}
