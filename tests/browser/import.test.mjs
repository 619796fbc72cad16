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

describe("a list on pages", () => {
  let charmm;
  before(async () => (charmm = await Charmm.start({ empty: true })), { timeout: 180_000 });
  after(() => charmm?.stop());

  it("is sent, matched, tried and brought over", { timeout: 180_000 }, async () => {
    const visitor = await charmm.signedIn("Alex Stonebridge");
    const { page } = visitor;
    await visitor.goto("/areas/RUN");
    await visitor.press("Bring cases over");
    await visitor.says("No list has been brought over yet");
    await page.getByRole("button", { name: "Bring cases over" }).click();
    const list =
      "Ref,Name,Opened,Status,Lead\n" +
      "W-1,Sample One,1/2/2021,Watching,SurPol\nW-2,Sample Two,soon,open,SurPol\nW-3,Sample Three,2/2/2021,open,SurPol\n";
    const file = { name: "cases.csv", mimeType: "text/csv", buffer: Buffer.from(list) };
    await page.getByLabel("File", { exact: true }).setInputFiles(file);
    await page.getByRole("button", { name: "Send the list" }).click();
    await visitor.says("What the columns mean");
    assert.equal(await page.getByLabel("Opened", { exact: true }).inputValue(), "opened_on");
    await page.getByRole("button", { name: "Save and look at the first rows" }).click();
    await visitor.says("There is a problem");
    await page.getByLabel("What is the list called?").fill("Old list");
    await page.getByLabel("What do words in the list stand for?").fill("Status | Watching | open");
    await page.getByLabel("What are agencies called in the list?").fill("SurPol | surrey-police");
    await page.getByLabel("Crime and Disorder Act", { exact: false }).first().check();
    await page.getByLabel("Why do they?").fill("Worked on together before");
    await page.getByRole("button", { name: "Save and look at the first rows" }).click();
    await visitor.says("The first rows", "Sample One", "1 February 2021", "Opened, “soon”");
    await page.getByRole("button", { name: "Try the whole list" }).click();
    await done("What would become of the list");
    await visitor.says("Would make a case", "Download each bad row");
    await page.getByRole("button", { name: "Bring the cases over" }).click();
    await done("The cases are here");
    const officer = await charmm.signedIn("Sam Whitlock");
    await officer.goto("/cases");
    await officer.says("RUN-2026-0001", "RUN-2026-0002");

    /** Looks again until the page says so. */
    async function done(words) {
      for (let tries = 0; tries < 100; tries += 1) {
        if ((await page.textContent("main")).includes(words)) return;
        await new Promise((resolve) => setTimeout(resolve, 200));
        await page.reload();
      }
      assert.fail(`${words} is never said`);
    }
  });
});
