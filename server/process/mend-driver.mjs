// postgres.js 3.4.9 does not bear a connection that is lost in a transaction (porsager/postgres#1208, #1186, #1216): a timer of it throws where nobody
// can catch, so the process ends; statements of that transaction never settle, or run on the next connection, outside of it; that connection may never
// serve again. `install.mjs` and the Dockerfile run this after each install, until a release has it. Its places are exact: another version is refused.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const driver = join("node_modules", "postgres");
const version = "3.4.9";

/** Of each file: what stands there, and what takes its place. */
const places = {
  "connection.js": [
    // A statement for a connection that is lost fails. It is not kept for the next one.
    [
      "if (stream)\n      return queryError(q, Errors.generic('COPY_IN_PROGRESS'",
      "if (!socket || socket.destroyed) {\n      queryError(q, Errors.connection('CONNECTION_CLOSED', options))\n      return true\n    }\n\n    if (stream)\n      return queryError(q, Errors.generic('COPY_IN_PROGRESS'",
    ],
    ["const x = socket.write(chunk, fn)\n", "const x = socket ? socket.write(chunk, fn) : true\n"],
    // Nothing of a lost connection is left for the next one: what was not written yet, the statement under way, its error.
    [
      "socket.removeAllListeners()\n    socket = null\n\n    if (initial)\n      return reconnect()\n\n    !hadError && (query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))\n",
      "socket.removeAllListeners()\n    socket = chunk = nextWriteTimer = null\n\n    if (initial && options.host.length > 1)\n      return reconnect()\n\n    error(Errors.connection('CONNECTION_CLOSED', options))\n    query = results = errorResponse = final = null\n    result = new Result()\n    rows = 0\n",
    ],
    // Its own questions at the start of a connection have nobody who waits for them: their failure would end the process.
    ["order by b.oid\n    `], [], execute)\n", "order by b.oid\n    `], [], execute).catch(() => [])\n"],
    ["query.execute()\n  }\n", "query.catch(noop)\n  }\n"],
    // `server/db/watch-silence.ts` must know whether a statement waits, and for which process of the server.
    [
      "backend.secret = x.readUInt32BE(9)\n  }\n",
      "backend.secret = x.readUInt32BE(9)\n    options.onbackend && options.onbackend({ pid: backend.pid, socket, isBusy: () => Boolean(query) })\n  }\n",
    ],
  ],
  "index.js": [
    ["onclose         : o.onclose,\n", "onclose         : o.onclose,\n    onbackend       : o.onbackend,\n"],
    [", connection\n      , prepare = null\n", ", connection\n      , lost = null\n      , prepare = null\n"],
    [
      "new Promise((_, reject) => connection.onclose = reject)\n",
      "new Promise((_, reject) => connection.onclose = error => {\n          lost = error\n          reject(error)\n          while (queries.length)\n            queries.shift().reject(error)\n        })\n",
    ],
    [
      "q.catch(e => uncaughtError || (uncaughtError = e))\n        c.queue === full\n",
      "q.catch(e => uncaughtError || (uncaughtError = e))\n        if (lost)\n          return q.reject(lost)\n\n        c.queue === full\n",
    ],
  ],
};

const found = JSON.parse(readFileSync(join(driver, "package.json"), "utf8")).version;
if (found !== version)
  throw new Error(`server/process/mend-driver.mjs mends postgres ${version}, not ${found}. See whether that one still needs it.`);
for (const folder of ["src", "cjs/src"]) {
  for (const [name, changes] of Object.entries(places)) mend(join(driver, folder, name), changes);
}

/** The file is replaced, not written into: other checkouts may share it by hard links. */
function mend(file, changes) {
  const before = readFileSync(file, "utf8");
  if (changes.every(([, mended]) => before.includes(mended))) return;
  const after = changes.reduce((text, [broken, mended]) => {
    if (text.includes(mended)) return text;
    if (text.split(broken).length !== 2) throw new Error(`${file} is not that of postgres ${version}: it holds this not once: ${broken}`);
    return text.replace(broken, () => mended);
  }, before);
  writeFileSync(`${file}.new`, after);
  renameSync(`${file}.new`, file);
}
