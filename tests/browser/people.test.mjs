// Somebody keeps the directory in a browser: adds a person, sees them out, and brings people in from a
// sheet, with and without JavaScript.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Charmm } from "./harness.mjs";

const SHEET = [
  "name,email,agency,roles,training,trained on",
  "Sheet Person,sheet.person@police.example,surrey-police,Practitioner (RUN),Basics,2026-01-14",
  "Wrong Person,wrong,nowhere,Wizard,,",
].join("\n");

describe("the directory", () => {
  let charmm;
  before(async () => (charmm = await Charmm.start()), { timeout: 180_000 });
  after(() => charmm?.stop());

  it("takes a person, and lets them go", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn("Alex Stonebridge");
    await visitor.goto("/people/new");
    const { page } = visitor;
    await page.getByLabel("Name", { exact: true }).fill("Ann Brookfield");
    await page.getByLabel("Work email").fill("ann.brookfield@police.example");
    await page.getByLabel("Agency", { exact: true }).selectOption({ label: "Surrey Police" });
    await page.getByLabel("Coordinator", { exact: true }).check();
    const where = page.getByRole("group", { name: "Coordinator: where?" });
    await where.getByLabel("Runnymede").check();
    await where.getByLabel("Woking").check();
    await visitor.leave(() => page.getByRole("button", { name: "Save" }).click());
    assert.match(await visitor.text(), /Coordinator \(RUN\)[\s\S]*Coordinator \(WOK\)/);
    await visitor.leave(() => page.getByRole("button", { name: "They have left" }).click());
    assert.match(await visitor.text(), /lose access at once[\s\S]*under their name/);
    await visitor.leave(() => page.getByRole("button", { name: "They have left" }).click());
    assert.match(await visitor.text(), /have no access any more/);
    assert.match(await visitor.text(), /Left: no access from then on/);
  });

  for (const javaScript of [true, false]) {
    it(`takes a sheet ${javaScript ? "with" : "without"} JavaScript`, { timeout: 120_000 }, async () => {
      const visitor = await charmm.signedIn("Alex Stonebridge", { javaScript });
      await visitor.goto("/people/upload");
      const { page } = visitor;
      const file = { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(SHEET) };
      await page.getByLabel("Sheet", { exact: true }).setInputFiles(file);
      await visitor.leave(() => page.getByRole("button", { name: "Check the sheet" }).click());
      assert.match(await visitor.text(), /This agency is not registered/);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Download the errors" }).click(),
      ]);
      assert.equal(download.suggestedFilename(), "people-errors.csv");
      if (javaScript) {
        await visitor.leave(() => page.getByRole("button", { name: "Write 1 person" }).click());
        assert.match(await visitor.text(), /1 new, 0 changed, 0 unchanged, 1 rejected/);
      } else {
        assert.match(await visitor.text(), /There is nothing to write/);
      }
    });
  }
});
