// As in production, behind TLS: the cookies that need it, and what an independent scanner of headers
// says of the pages.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { Charmm } from "./harness.mjs";
import { freePort, TlsFront } from "./tls.mjs";

const SCANNER = fileURLToPath(new URL("node_modules/@mdn/mdn-http-observatory/", import.meta.url));

let front;
let charmm;

before(async () => {
  front = await TlsFront.open();
  const port = await freePort();
  front.leadTo(port);
  charmm = await Charmm.start({
    port,
    more: ["--origin", front.origin],
    env: { SSL_CERT_FILE: front.root },
    reached: `http://127.0.0.1:${port}`,
  });
});

after(async () => {
  await charmm?.stop();
  await front?.close();
});

test("signing in behind TLS sets a cookie that no other host or script can have", async () => {
  const priya = await charmm.signedIn("Priya Fernsby");
  const cookies = await priya.page.context().cookies();
  const session = cookies.find(({ name }) => name === "__Host-charmm");
  assert.ok(session, `cookies: ${cookies.map(({ name }) => name)}`);
  assert.deepEqual(
    [session.secure, session.httpOnly, session.sameSite, session.path],
    [true, true, "Lax", "/"],
  );
  front.cookie = `${session.name}=${session.value}`;
});

/** What the scanner says of a page; in a process of its own, which takes the front's certificate. */
async function scan(path) {
  const preloaded = `${SCANNER}conf/hsts-preload.json`;
  // Which hosts browsers know to be secure: none of ours.
  if (!existsSync(preloaded)) await writeFile(preloaded, "{}");
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: front.root };
  const asked = [`${SCANNER}src/scan.js`, front.authority + path];
  const { stdout } = await promisify(execFile)(process.execPath, asked, { env, cwd: SCANNER });
  return JSON.parse(stdout);
}

/** The scanner finds nothing wrong with any of these pages. */
async function best(paths) {
  for (const path of paths) {
    const { scan: verdict, tests } = await scan(path);
    const failed = Object.entries(tests).filter(([, { pass }]) => !pass);
    const why = failed.map(([name, { result }]) => `${name}: ${result}`).join(", ");
    assert.equal(verdict.statusCode, 200, path);
    assert.equal(why, "", path);
    assert.equal(verdict.grade, "A+", `${path}: ${verdict.score}`);
  }
}

test("the scanner of headers gives its best grade to pages of somebody signed in", async () => {
  assert.ok(front.cookie, "nobody is signed in");
  await best(["/", "/cases", "/refer", "/meetings"]);
});

test("and to pages that anybody meets, who has no session", async () => {
  front.cookie = undefined;
  await best(["/report", "/case-review/apply", "/sign-in"]);
});
