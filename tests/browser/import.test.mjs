// Cases brought over from a spreadsheet: the process is killed at several moments and started again, and
// what is there in the end is seen by those on the cases.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { Charmm } from "./harness.mjs";

const MAPPING = fileURLToPath(new URL("../../docs/examples/cases.toml", import.meta.url));
const HEAD =
  "Ref,Type,What,Name,DOB,Address,Postcode,Victims,Vulnerable victim?,Opened,Status,Closed,Outcome,RAG,Risk,Lead," +
  "Agencies,Summary,Notes,Last edited by\n";
const MANY = 450;
const row = (n) =>
  `K-${n},person,Noise number ${n},Sample ${n},3/4/1990,1 Mill Lane,KT15 2AH,,,1/2/2021,open,,,R,high,,SurPol,` +
  `Loud music <b>${n}</b>,Visited,x\n`;

describe("an import", () => {
  let first;
  let charmm;
  let told;
  let killed = 0;

  /** Runs it, and kills it after so many milliseconds. */
  function bring(options, milliseconds) {
    const common = ["--mapping", MAPPING, "--area", "RUN", "--by", "alex.stonebridge@runnymede.example"];
    const data = ["--data", join(first.data, "data")];
    const program = process.env.CHARMM ?? first.child.spawnfile;
    const child = spawn(program, ["import", join(first.data, "cases.csv"), ...common, ...data, ...options]);
    let said = "";
    child.stdout.on("data", (text) => (said += text));
    child.stderr.on("data", (text) => (said += text));
    const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
    return new Promise((resolve) => {
      child.once("close", (code, signal) => {
        clearTimeout(timer);
        resolve({ code, signal, said });
      });
    });
  }

  before(async () => {
    first = await Charmm.start({ empty: true });
    first.child.kill("SIGTERM");
    await first.ended;
    const rows = Array.from({ length: MANY }, (_, n) => row(n)).join("");
    await writeFile(join(first.data, "cases.csv"), HEAD + rows);
    const dry = await bring(["--dry-run"], 60_000);
    assert.equal(dry.code, 0, dry.said);
    for (let wait = 120; ; wait = wait * 1.3) {
      const done = await bring([], wait);
      if (done.signal === null) {
        assert.equal(done.code, 0, done.said);
        told = done.said;
        assert.equal(told, dry.said, "it ends as if nothing had happened");
        break;
      }
      killed += 1;
    }
    charmm = await Charmm.start({ more: ["--data", join(first.data, "data")] });
  }, { timeout: 300_000 });
  after(async () => {
    await charmm?.stop();
    await first?.stop();
  });

  it("killed at several moments makes every case once", () => {
    assert.ok(killed > 2, `killed ${killed} times`);
    assert.match(told, new RegExp(`${MANY} {2}cases created`));
  });

  it("brings cases that say where they came from", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn("Priya Fernsby");
    await visitor.goto("/cases");
    await visitor.follow("RUN-2026-0001");
    await visitor.says("Noise number 0", "Loud music <b>0</b>", "Brought over from", "Runnymede case list, reference K-0, row 2");
    await visitor.follow("History");
    await visitor.says("Brought the case over from where it was kept before", "Alex Stonebridge");
  });

  it("shows them to nobody else", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn("Callum Ashcombe");
    await visitor.goto("/cases");
    await visitor.says("Your agency is not on an open case");
    await visitor.saysNot("Noise number");
  });
});
