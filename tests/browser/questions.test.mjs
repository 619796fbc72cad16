// An area adds a question to the referral form in a browser, whoever refers is asked it, and it is
// retired (R1.10).

import { after, before, describe, it } from "node:test";

import { Charmm } from "./harness.mjs";
import { REFERRAL, tell } from "./referral.mjs";

const OFFICER = "Grace Tillingham";
const COORDINATOR = "Priya Fernsby";
const QUESTION = "Which estate is it on?";

describe("an area's own question", () => {
  let charmm;
  before(async () => {
    charmm = await Charmm.start({ empty: true });
  }, { timeout: 120_000 });
  after(() => charmm?.stop());

  it("is asked of a referral that was begun before, until it is retired", { timeout: 240_000 }, async () => {
    const officer = await charmm.signedIn(OFFICER);
    await tell(officer, REFERRAL);
    const draft = new URL(officer.page.url()).pathname;

    const coordinator = await charmm.signedIn(COORDINATOR);
    await coordinator.goto("/areas/RUN/questions");
    await coordinator.says("Nothing is asked beside the form’s own questions today");
    await coordinator.press("Add a question");
    await coordinator.press("Add question", { status: 400 });
    await coordinator.says("There is a problem");
    await coordinator.page.locator("input[name=wording]").fill(QUESTION);
    await coordinator.choose("One of the answers you list");
    await coordinator.page.locator("textarea[name=choices]").fill("The Meads\nHythe");
    await coordinator.page.locator("input[name=required][value=yes]").check();
    await coordinator.page.locator("textarea[name=reason]").fill("Patrols are planned by estate");
    await coordinator.press("Add question");
    await coordinator.says("The question is asked from the day you chose", QUESTION);

    await officer.goto(draft);
    await officer.says("Before you can send this", QUESTION);
    await officer.follow(`Select the answer to ‘${QUESTION}’`);
    await officer.isAt("What Runnymede also asks");
    await officer.choose("Hythe");
    await officer.press("Save and continue");
    await officer.says("Check your answers before sending", QUESTION, "Hythe");
    await officer.press("Send referral");
    await officer.isAt("Referral sent");

    await coordinator.press("Retire a question");
    await coordinator.choose(QUESTION);
    await coordinator.page.locator("textarea[name=reason]").fill("Nobody used the answers");
    await coordinator.press("Retire question");
    await coordinator.says("no longer asked from the day you chose", "Retired", QUESTION);
  });
});
