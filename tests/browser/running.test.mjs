// A meeting is run on one screen: by keyboard, by two people at once, and through a connection that is
// lost; and each agency reads its own minutes (R5.4, R5.5).

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Charmm } from "./harness.mjs";

const COORDINATOR = "Priya Fernsby";
const CHAIR_TIME = "2026-11-24T14:10:00Z";

/** The page of the demonstration's CHaRMM on Tuesday, from its list. */
async function runPage(visitor) {
  await visitor.goto("/meetings");
  await visitor.follow(/Runnymede CHaRMM.*Tuesday 24 November 2026/);
  await visitor.follow("Run this meeting");
}

/** How many decisions the case that is shown has from this meeting. */
function decisions(visitor) {
  return visitor.page.locator("dt", { hasText: /^Decision$/ }).count();
}

describe("a meeting that is run", () => {
  let charmm;
  let first;
  before(async () => {
    charmm = await Charmm.start();
    await charmm.moveClock(CHAIR_TIME);
  }, { timeout: 180_000 });
  after(() => charmm?.stop());

  it("is run by keyboard alone, case by case", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(COORDINATOR);
    const { page } = visitor;
    await runPage(visitor);
    await visitor.says("Confidentiality statement", "This is a suggestion");
    await visitor.follow("Begin with the first case");
    await visitor.says("Case 1 of", "Recorded at this meeting", "Nothing yet.");
    first = page.url();
    // From the link to the field, and on with Tab: no mouse.
    await page.getByRole("link", { name: "Record a decision" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.id === "decision");
    await page.keyboard.type("Visit together");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Two agencies see the same");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Visit with housing");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    for (const part of ["1", "12", "2026"]) {
      await page.keyboard.press("Tab");
      await page.keyboard.type(part);
    }
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    for (const part of ["22", "12", "2026"]) {
      await page.keyboard.press("Tab");
      await page.keyboard.type(part);
    }
    await page.keyboard.press("Tab");
    await page.keyboard.type("It became worse");
    // Past the link to the case's own page, to the button.
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), "Save");
    await visitor.leave(() => page.keyboard.press("Enter"));
    await visitor.says("Saved at 14:1", "Visit together", "Two agencies see the same");
    await visitor.says("Visit with housing", "Next review on 22 December 2026", "It became worse");
  });

  it("keeps what two people record on one case at once", { timeout: 120_000 }, async () => {
    const [one, other] = await Promise.all([charmm.signedIn(COORDINATOR), charmm.signedIn(COORDINATOR)]);
    await one.goto(first);
    await other.goto(first);
    const before = await decisions(one);
    for (const [visitor, text] of [[one, "Offer mediation"], [other, "Ask the school"]]) {
      await visitor.fill("What is decided?", text);
      await visitor.page.locator("textarea[name=reason]").fill("Agreed by all");
    }
    await Promise.all([one.press("Save"), other.press("Save")]);
    await one.goto(first);
    await one.says("Offer mediation", "Ask the school");
    assert.equal(await decisions(one), before + 2);

    // One sets RAG; the other, who has not seen it, is told and loses nothing of what was typed.
    for (const visitor of [one, other]) await visitor.goto(first);
    await one.choose("Amber");
    await one.fill("Why is RAG or the review set so?", "Quieter now");
    await one.press("Save");
    await other.choose("Green");
    await other.fill("Why is RAG or the review set so?", "No report at all");
    await other.press("Save", { status: 409 });
    await other.says("What has changed", "set RAG to amber");
    assert.equal(await other.page.locator("textarea[name=why]").inputValue(), "No report at all");
  });

  it("survives a lost connection and a program that is killed", { timeout: 180_000 }, async () => {
    const visitor = await charmm.signedIn(COORDINATOR);
    const { page } = visitor;
    await visitor.goto(first);
    const before = await decisions(visitor);
    await visitor.fill("What is decided?", "Meet again in a week");
    await page.locator("textarea[name=reason]").fill("It cannot wait");
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.waitForURL("chrome-error://chromewebdata/").catch(() => {});
    await page.context().setOffline(false);
    await page.goBack().catch(() => {});
    visitor.faults = [];
    await page.goto(first);
    await page.waitForLoadState("load");
    assert.equal(await decisions(visitor), before, "nothing that was not acknowledged is there");
    await visitor.fill("What is decided?", "Meet again in a week");
    await page.locator("textarea[name=reason]").fill("It cannot wait");
    await visitor.press("Save");
    await visitor.says("Meet again in a week");
    await charmm.restart("2026-11-24T14:30:00Z");
    visitor.faults = [];
    await visitor.goto(first);
    await visitor.says("Meet again in a week", "It cannot wait");
    assert.equal(await decisions(visitor), before + 1);
  });

  it("has minutes, of which each agency reads its own part", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(COORDINATOR);
    await runPage(visitor);
    await visitor.follow("Minutes");
    await visitor.says("This is a draft", "Visit together", "Visit with housing");
    await visitor.press("Send the minutes");
    await visitor.says("The minutes have been sent", "Version 1, sent by Priya Fernsby");
    await visitor.saysNot("Send the minutes");
    const told = await charmm.sent((message) => JSON.stringify(message).includes("minutes of a meeting are ready"));
    assert.ok(told.every((message) => !JSON.stringify(message).includes("Visit together")));
    const reader = await charmm.signedIn("Sam Whitlock");
    await reader.goto("/meetings");
    await reader.goto(new URL(visitor.page.url()).pathname);
    await reader.says("You see the cases that your agency is on", "Version 1");
    await reader.saysNot("Send the minutes");
  });
});
