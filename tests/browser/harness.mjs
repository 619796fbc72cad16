// Starts the program under test and a browser, and ends both.
//
// CHARMM is the path of the program, if it is not where `cargo build` puts it. Every test file starts
// its own, on a data folder of its own, so files know nothing of each other.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { Visitor } from "./visitor.mjs";

/** What the clock shows at the start: a Friday. Runnymede's next CHaRMM is on the Tuesday after. */
export const NOW = "2026-11-20T09:00:00Z";

/** Longest that anything that should happen by itself may take: packs are set in type for a dozen
agencies, by an unoptimised build. */
const PATIENCE = 60_000;

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUILT = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug", "charmm");
const PROGRAM = process.env.CHARMM ?? BUILT;

const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The running program, and a browser to visit it with. */
export class Charmm {
  /** Starts both; returns when the program answers. */
  static async start({ now = NOW, empty = false, port = 0, more = [], env = {}, reached } = {}) {
    assert.ok(existsSync(PROGRAM), `${PROGRAM} is not there: cargo build --package charmm`);
    const data = await mkdtemp(join(tmpdir(), "charmm-browser-"));
    const options = ["--port", String(port), "--data", join(data, "data"), "--now", now, ...more];
    if (empty) options.push("--empty");
    const charmm = new Charmm(data, spawn(PROGRAM, options, { env: { ...process.env, ...env } }));
    try {
      const [origin, browser] = await Promise.allSettled([
        charmm.#announced(),
        chromium.launch({ executablePath: BROWSER, args: ARGUMENTS }),
      ]);
      charmm.browser = browser.value;
      charmm.origin = origin.value;
      charmm.reached = reached ?? charmm.origin;
      for (const { reason } of [origin, browser]) if (reason) throw reason;
      await charmm.until("it is healthy", async () => (await charmm.get("/health")).ok);
    } catch (error) {
      await charmm.stop();
      throw error;
    }
    return charmm;
  }

  constructor(data, child) {
    this.data = data;
    this.child = child;
    this.said = "";
    this.complained = "";
    child.stdout.on("data", (text) => (this.said += text));
    child.stderr.on("data", (text) => (this.complained += text));
    child.on("error", (error) => (this.complained += error.message));
    // Listened for from the start, or an early end would be missed.
    this.ended = once(child, "exit").catch(() => {});
  }

  /** The address it prints; seeding comes first, so this may take a while. */
  async #announced() {
    for (let waited = 0; waited < 120_000; waited += 50) {
      const address = /(https?:\/\/\S+?)\/\s+start here/.exec(this.said);
      if (address) return address[1];
      const gone = this.child.exitCode !== null || this.child.pid === undefined;
      assert.ok(!gone, `the program ended: ${this.complained}`);
      await pause(50);
    }
    throw new Error(`the program does not start: ${this.said} ${this.complained}`);
  }

  /** Ends the browser and the program, and removes the data folder. */
  async stop() {
    await this.browser?.close();
    if (this.child.pid !== undefined && this.child.exitCode === null) {
      this.child.kill("SIGTERM");
      const late = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
      await this.ended;
      clearTimeout(late);
    }
    await rm(this.data, { recursive: true, force: true });
  }

  /** Kills the program and starts it again, on the same port and data, at a time. */
  async restart(now) {
    this.child.kill("SIGKILL");
    await this.ended;
    const { port } = new URL(this.origin);
    const options = ["--port", port, "--data", join(this.data, "data"), "--now", now, "--empty"];
    this.child = spawn(PROGRAM, options);
    this.said = "";
    this.child.stdout.on("data", (text) => (this.said += text));
    this.child.stderr.on("data", (text) => (this.complained += text));
    this.ended = once(this.child, "exit").catch(() => {});
    await this.#announced();
    await this.until("it is healthy again", async () => {
      const reply = await this.get("/health").catch(() => undefined);
      return reply?.ok ?? false;
    });
  }

  /** Somebody at a browser of their own, not signed in. */
  visitor(options) {
    return Visitor.arrive(this, options);
  }

  /** Somebody who is signed in, by their name. */
  async signedIn(name, options) {
    const visitor = await this.visitor(options);
    await visitor.signIn(name);
    return visitor;
  }

  /** Asks the program as another program would. */
  get(path, options) {
    return fetch(this.reached + path, options);
  }

  /** Everything that was sent, newest first. */
  async outbox() {
    const reply = await this.get("/dev/outbox", { headers: { accept: "application/json" } });
    return (await reply.json()).messages;
  }

  /** The messages that fit, as soon as there are `count` of them: they follow within seconds. */
  async sent(fits, count = 1) {
    const found = async () => (await this.outbox()).filter(fits);
    await this.until("the message is sent", async () => (await found()).length >= count);
    return found();
  }

  /** Moves the clock forward; what falls due on the way has run when this returns. */
  async moveClock(now) {
    const reply = await this.get("/dev/clock", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ now }),
    });
    assert.equal(reply.status, 200, await reply.text());
  }

  /** Waits until `holds` is true. */
  async until(what, holds) {
    const end = Date.now() + PATIENCE;
    while (!(await holds())) {
      assert.ok(Date.now() < end, `waited too long until ${what}`);
      await pause(100);
    }
  }
}
