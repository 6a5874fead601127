// The package.json of drizzle-orm names each of its files in `exports`, 178 KB. Node reads all of it again for each module in there, and for each of ours that
// imports it: 0.4 s and 100 MB at the start of a process. All but its folders follow one pattern, which takes their place; what it exports stays the same.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const file = join("node_modules", "drizzle-orm", "package.json");
const { devDependencies: _, ...manifest } = JSON.parse(readFileSync(file, "utf8"));
const entries = Object.entries(manifest.exports);
const ofFile = (name) => JSON.stringify(manifest.exports["./alias"]).replaceAll("./alias", name);
if (manifest.exports["./alias"]) {
  const others = entries.filter(([name, to]) => JSON.stringify(to) !== ofFile(name));
  manifest.exports = { ...Object.fromEntries(others), "./*": JSON.parse(ofFile("./*")) };
  // The file is replaced, not written into: other checkouts may share it by hard links.
  writeFileSync(`${file}.thin`, JSON.stringify(manifest));
  renameSync(`${file}.thin`, file);
}
