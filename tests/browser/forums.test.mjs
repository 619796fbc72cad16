// Other forums in a browser: who else holds somebody on a case, the warning before two act, an
// indicator that prompts a referral, and an area that says whom to contact.

import { after, before, describe, it } from "node:test";

import { openCase } from "./api.mjs";
import { Charmm } from "./harness.mjs";

const OFFICER = "Grace Tillingham";
const COORDINATOR = "Priya Fernsby";
const TODAY = [2026, 11, 20];

describe("other forums", () => {
  let charmm;
  let opened;
  before(async () => {
    charmm = await Charmm.start({ empty: true });
    opened = await openCase(charmm, OFFICER, COORDINATOR);
  }, { timeout: 120_000 });
  after(() => charmm?.stop());

  it("hold somebody, and whoever acts is told whom to talk to", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(COORDINATOR);
    await visitor.goto(`${opened.case}/forums`);
    await visitor.press("Another forum holds somebody");
    await visitor.select("Which forum?", "MARAC");
    await visitor.page.locator("input[name=subject]").first().check();
    await visitor.date("Since when?", TODAY);
    await visitor.page.locator("input[name=gateway][value=crime_and_disorder]").check();
    await visitor.page.locator("input[name=sight][value=everybody]").check();
    await visitor.press("Record");
    await visitor.says("It has been recorded that another forum holds somebody", "MARAC");
    await visitor.goto(`${opened.case}/actions`);
    await visitor.says("talk to the MARAC coordinator");
    await visitor.goto(`${opened.case}/powers/new`);
    await visitor.says("talk to the MARAC coordinator");
  });

  it("are prompted for by an indicator, and told in one step", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(COORDINATOR);
    await visitor.goto(`${opened.case}/forums/indicators`);
    await visitor.page.locator("input[value=radicalisation]").check();
    await visitor.page.locator("textarea[name=reason]").fill("What he posts");
    await visitor.press("Record indicators");
    await visitor.says("The indicators have been recorded", "Channel");
    await visitor.follow("Send on to Channel for Radicalisation");
    await visitor.page.locator("input[name=subject]").first().check();
    await visitor.page.locator("textarea[name=reason]").fill("He asked for help");
    await visitor.page.locator("input[name=gateway][value=crime_prevention]").check();
    await visitor.press("Record that it is sent on");
    await visitor.says("Nothing was sent by email", "No answer yet");
    await visitor.follow("Record the answer to number 1");
    await visitor.choose("Taken on");
    await visitor.page.locator("textarea[name=said]").fill("The panel meets him");
    await visitor.press("Record the answer");
    await visitor.says("The answer has been recorded", "The panel meets him");
  });

  it("are what the area says they are", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(COORDINATOR);
    await visitor.goto("/forums?area=RUN");
    await visitor.says("Other forums in Runnymede", "MARAC", "When to refer");
    await visitor.follow("Change Early Help Hub");
    await visitor.page.locator("input[name=contact]").fill("The duty worker of the hub");
    await visitor.page.locator("textarea[name=reason]").fill("Agreed on 12 November");
    await visitor.press("Save");
    await visitor.says("What you entered counts", "The duty worker of the hub");
  });
});
