// An area adds a question to the form of agencies or of the public in a browser, whoever refers or reports
// is asked it, and it is retired (R1.10).

import { after, before, describe, it } from "node:test";

import { Charmm } from "./harness.mjs";
import { PHONE } from "./judge.mjs";
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
    await coordinator.choose("Agencies, when they refer");
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

  it("is asked of the public by itself, and goes with what they save and change", { timeout: 240_000 }, async () => {
    const coordinator = await charmm.signedIn(COORDINATOR);
    await coordinator.goto("/areas/RUN/questions/new");
    await coordinator.choose("Members of the public, when they report");
    await coordinator.page.locator("input[name=wording]").fill(QUESTION);
    await coordinator.choose("One of the answers you list");
    await coordinator.page.locator("textarea[name=choices]").fill("The Meads\nHythe");
    await coordinator.page.locator("input[name=required][value=yes]").check();
    await coordinator.page.locator("textarea[name=reason]").fill("Patrols are planned by estate");
    await coordinator.press("Add question");
    await coordinator.says("Members of the public, when they report", QUESTION);

    const neighbour = await charmm.visitor({ javaScript: false, viewport: PHONE });
    await neighbour.goto("/report/questions");
    await neighbour.choose("Noise, such as loud music, shouting or banging");
    await neighbour.date("When did it happen?", [2026, 11, 14]);
    await neighbour.fill("What happened?", "Banging on the doors.");
    await neighbour.fill("Where does it happen?", "Quince House");
    await neighbour.fill("Postcode there (optional)", "KT16 9ZZ");
    await neighbour.choose("It is annoying");
    await neighbour.choose("No, I want to stay anonymous");
    await neighbour.press("Continue");
    await neighbour.isAt("What Runnymede also asks");
    await neighbour.saysNot("There is a problem");
    await neighbour.press("Continue", { status: 400 });
    await neighbour.says("There is a problem");
    await neighbour.choose("Hythe");
    await neighbour.press("Save and come back later");
    await neighbour.says("They have not been sent yet");
    await neighbour.follow(/\/report\/saved\//);
    await neighbour.press("Continue");
    await neighbour.isAt("What Runnymede also asks");
    await neighbour.press("Continue");
    await neighbour.says("Check your answers", QUESTION, "Hythe");
    await neighbour.press("Change my answers");
    await neighbour.fill("About what time? (optional)", "After 1am");
    await neighbour.press("Continue");
    await neighbour.choose("The Meads");
    await neighbour.press("Continue");
    await neighbour.says("After 1am", QUESTION, "The Meads");
    // Longer than anybody needs who only presses buttons.
    await neighbour.page.waitForTimeout(4_500);
    await neighbour.press("Send report");
    await neighbour.says("Report received");
    const [reference] = (await neighbour.text()).match(/R-[0-9A-Z]{5}-[0-9A-Z]{5}/);
    await coordinator.goto("/referrals");
    await coordinator.follow(reference);
    await coordinator.says("What this area also asks", QUESTION, "The Meads");
  });
});
