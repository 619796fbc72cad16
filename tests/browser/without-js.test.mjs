// The referral form and triage without JavaScript, on a wide screen and on a phone, and by keyboard.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Charmm } from "./harness.mjs";
import { PHONE } from "./judge.mjs";
import { REFERRAL, send, tell } from "./referral.mjs";

const OFFICER = "Grace Tillingham";
const COORDINATOR = "Priya Fernsby";
const REASON = "Three agencies already hold a part of this.";

/** The same for the phone, with one person less. */
const SHORTER = { ...REFERRAL, subjects: REFERRAL.subjects.slice(1), incidents: [] };

describe("without JavaScript", () => {
  let charmm;
  before(async () => (charmm = await Charmm.start({ empty: true })), { timeout: 120_000 });
  after(() => charmm?.stop());

  for (const [where, viewport, told] of [
    ["on a wide screen", undefined, REFERRAL],
    ["on a phone", PHONE, SHORTER],
  ]) {
    it(`a referral is told and triaged ${where}`, { timeout: 180_000 }, async () => {
      const options = { javaScript: false, viewport };
      const officer = await charmm.signedIn(OFFICER, options);
      await tell(officer, told);
      await officer.says(...told.subjects.map(({ who, place }) => (who ?? place).name), told.impact);
      const reference = await send(officer);

      const coordinator = await charmm.signedIn(COORDINATOR, options);
      await coordinator.goto("/referrals");
      await coordinator.follow(reference);
      await coordinator.press("Record decision", { status: 400 });
      await problem(coordinator, "Select what happens with the referral");
      await coordinator.choose("Accept to a new case");
      await coordinator.fill("Why, or what do you need to know?", REASON);
      await coordinator.press("Record decision");
      await coordinator.says(REASON, /\bRUN-2026-\d{4}\b/);

      await officer.goto("/referrals");
      await officer.follow(reference);
      await officer.says(REASON);
    });
  }

  it("an empty page says what is missing, leads to it and keeps what was typed", async () => {
    const officer = await charmm.signedIn(OFFICER, { javaScript: false });
    await officer.goto("/refer");
    await officer.press("Start a referral");
    await officer.press("Save and continue", { status: 400 });
    const first = await problem(officer, "Select the area");
    await first.click();
    assert.equal(await focused(officer), "area");

    // A page of several questions, of which one is answered.
    await officer.choose("Runnymede");
    await officer.press("Save and continue");
    const risk = officer.page.url().replace(/[^/]+$/, "risk");
    await officer.goto(risk);
    await officer.choose("High");
    await officer.press("Save and continue", { status: 400 });
    assert.ok(await officer.page.getByLabel("High", { exact: true }).isChecked());
    const missing = await problem(officer, /^Enter /);
    await missing.click();
    assert.equal(await focused(officer), "risk_rationale");

    await officer.goto(risk.replace("risk", "subjects/1/who"));
    await officer.fill("Other names they use (optional)", "Dory");
    await officer.press("Save and continue", { status: 400 });
    assert.equal(await officer.page.getByLabel("Other names they use (optional)").inputValue(), "Dory");
    await officer.goto("/refer");
    await officer.says("Your unfinished referrals");
  });

  it("a page is filled in by keyboard alone", async () => {
    const officer = await charmm.signedIn(OFFICER);
    await officer.goto("/refer");
    // The first stop of every page leads past the header.
    await officer.page.keyboard.press("Tab");
    assert.equal(await officer.page.evaluate(() => document.activeElement.textContent), "Skip to main content");
    await tabTo(officer, "Start a referral");
    await officer.leave(() => officer.page.keyboard.press("Enter"));

    await tabTo(officer, "Runnymede");
    await officer.page.keyboard.press("Space");
    assert.ok(await officer.page.getByLabel("Runnymede", { exact: true }).isChecked());
    await tabTo(officer, "Save and continue");
    await officer.leave(() => officer.page.keyboard.press("Enter"));
    await officer.isAt("What is this referral about?");

    // With nothing chosen the summary has the focus, and its link leads to the question.
    await tabTo(officer, "Save and continue");
    await officer.leave(() => officer.page.keyboard.press("Space"), 400);
    assert.match(await officer.page.evaluate(() => document.activeElement.className), /error-summary/);
    await officer.page.keyboard.press("Tab");
    await officer.page.keyboard.press("Enter");
    assert.equal(await focused(officer), "kind");
  });
});

/** Asserts the error summary and title, and returns the link that says `message`. */
async function problem(visitor, message) {
  assert.match(await visitor.page.title(), /^Error: /);
  const summary = visitor.page.getByRole("alert");
  await summary.getByRole("heading", { name: "There is a problem" }).waitFor();
  const link = summary.getByRole("link", { name: message }).first();
  await link.waitFor();
  const said = (await link.innerText()).trim();
  const beside = visitor.page.locator(".govuk-error-message", { hasText: said });
  assert.ok(await beside.first().isVisible(), `no message beside the field: ${said}`);
  return link;
}

/** The name of the field that has the focus. */
function focused(visitor) {
  return visitor.page.evaluate(() => document.activeElement.getAttribute("name"));
}

/** Presses Tab until the control with these words has the focus, and checks that this is seen. */
async function tabTo(visitor, words) {
  const target = await visitor.page
    .getByLabel(words, { exact: true })
    .or(visitor.page.getByRole("button", { name: words, exact: true }))
    .first()
    .elementHandle();
  for (let pressed = 0; pressed < 40; pressed += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      assert.ok(await target.evaluate((element) => element.matches(":focus-visible")), words);
      return;
    }
    await visitor.page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${words}`);
}
