// An administrator plans what becomes of areas in a browser; the clock goes past the day, and
// coordinators go on through triage, lists, a case and a meeting.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Charmm } from "./harness.mjs";

const ADMINISTRATOR = "Alex Stonebridge";
/** Her role counts for all of West Surrey, by the plan. */
const WHOLE = "Priya Fernsby";
/** His counts for what comes from Woking. */
const PART = "Owen Larkspur";

describe("a reorganisation", () => {
  let charmm;
  before(async () => (charmm = await Charmm.start({ now: "2027-03-26T09:00:00Z" })), { timeout: 180_000 });
  after(() => charmm?.stop());

  it("is cancelled and planned again, with its people", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(ADMINISTRATOR, { javaScript: false });
    const { page } = visitor;
    await visitor.goto("/areas");
    await visitor.says("Until 31 March 2027", "From 1 April 2027");
    await visitor.leave(() => page.getByRole("button", { name: "Reorganisations" }).click());
    await visitor.follow("Thursday 1 April 2027");
    await visitor.says("What it carries over", "West Surrey", "Open cases");
    await visitor.press("Cancel the reorganisation");
    await visitor.says("The reorganisation was cancelled", "Nothing is planned");
    await visitor.leave(() => page.getByRole("button", { name: "Plan a reorganisation" }).click());
    await visitor.press("Save the plan", { status: 400 });
    await visitor.date("First day of the new areas", [2027, 4, 1]);
    await visitor.select("What becomes of Runnymede?", "West Surrey, from 1 April 2027");
    await visitor.select("What becomes of Woking?", "West Surrey, from 1 April 2027");
    await visitor.press("Save the plan");
    await visitor.says("The reorganisation is planned", "Nobody coordinates West Surrey");
    await page.getByLabel(WHOLE).check();
    await visitor.press("Save the choice of people");
    await visitor.says("The choice of people was saved");
    await visitor.saysNot("Nobody coordinates West Surrey");
    await visitor.goto("/areas/RUN");
    await visitor.says("ends at midnight as Thursday 1 April 2027 begins");
  });

  it("changes nothing on the eve and everything on the day", { timeout: 240_000 }, async () => {
    const eve = await charmm.signedIn(WHOLE);
    await eve.goto("/cases");
    await eve.says("RUN-");
    await eve.saysNot("WOK-");
    await charmm.moveClock("2027-04-01T08:00:00Z");
    const visitor = await charmm.signedIn(WHOLE);
    await visitor.goto("/cases");
    await visitor.says("RUN-", "WOK-");
    await visitor.goto("/cases?area=RUN");
    await visitor.says("RUN-", "WOK-");
    await visitor.goto("/referrals?view=waiting");
    await visitor.goto("/meetings");
  });

  it("lets a coordinator triage to a new case and meet about an old one", { timeout: 240_000 }, async () => {
    const visitor = await charmm.signedIn(WHOLE);
    const { page } = visitor;
    await visitor.goto("/referrals?view=waiting");
    await visitor.leave(() => page.locator("main table a").first().click());
    await visitor.choose("Accept to a new case");
    await visitor.fill("Why, or what do you need to know?", "Several agencies are needed");
    await visitor.press("Record decision");
    await visitor.says("WSU-2027-0001");
    await visitor.goto("/cases");
    await visitor.leave(() => page.getByRole("link", { name: /^WOK-/ }).first().click());
    await visitor.says("Woking, now in West Surrey");
    await visitor.goto("/meetings/new");
    await visitor.says("West Surrey");
    await visitor.saysNot("Runnymede CHaRMM");
  });

  it("leaves those who were not chosen with what comes from their area", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(PART);
    await visitor.goto("/cases");
    await visitor.says("WOK-");
    await visitor.saysNot("RUN-2027", "WSU-2027");
    const stranger = await charmm.visitor();
    await stranger.goto("/report");
    assert.ok(await stranger.text());
  });

  it("is settled, and old addresses lead on", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(ADMINISTRATOR);
    await visitor.goto("/reorganisations/2027-04-01");
    await visitor.says("It has held since midnight");
    await visitor.saysNot("Cancel the reorganisation");
    await visitor.goto("/areas/WOK");
    await visitor.follow("West Surrey");
    await visitor.isAt("West Surrey");
  });
});
