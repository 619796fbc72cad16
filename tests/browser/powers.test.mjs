// A power on a case in a browser: a CBO on a 15-year-old waits for the youth offending team, a CPN for
// a written warning, and an administrator looks after the rules.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Program } from "./api.mjs";
import { Charmm } from "./harness.mjs";

const REFERRER = "Grace Tillingham";
const COORDINATOR = "Priya Fernsby";
const ADMINISTRATOR = "Alex Stonebridge";
const TODAY = [2026, 11, 20];

const PERSON = {
  area: "RUN",
  kind: "person",
  headline: "Fires behind the shops",
  behaviours: ["disregard"],
  subjects: [
    { role: "alleged_perpetrator", name: "Alex Example", born_on: "2011-06-01" },
    { role: "alleged_perpetrator", name: "Robin Example", born_on: "1988-02-02" },
  ],
  impact: "Shops close early.",
  risk: "medium",
  risk_rationale: "Three fires in a week.",
  tried: "Patrols.",
  why_multi_agency: "School, police and the council each hold a part.",
  gateway: "crime_and_disorder",
  sharing_reason: "To prevent the next fire.",
};

describe("tools and powers", () => {
  let charmm;
  let path;
  before(async () => {
    charmm = await Charmm.start({ empty: true });
    const referrer = await Program.of(charmm, REFERRER);
    const { location: referral } = await referrer.post("/referrals", PERSON);
    const decider = await Program.of(charmm, COORDINATOR);
    const { etag } = await decider.get(referral);
    const accept = { decision: "accept", reason: "Several agencies are needed." };
    const { body } = await decider.post(`${referral}/triage`, accept, etag);
    path = `/cases/${body.case.id}/powers`;
  }, { timeout: 120_000 });
  after(() => charmm?.stop());

  it("block a CBO on a 15-year-old until the youth offending team was asked", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(COORDINATOR);
    await visitor.goto(path);
    await visitor.press("Record a tool or power");
    await visitor.select("Which tool or power?", "Criminal behaviour order");
    await visitor.choose("Alex Example (alleged perpetrator)");
    await visitor.choose("Considered");
    await visitor.press("Continue");
    await visitor.date("On which day?", TODAY);
    await visitor.press("Record the step");
    await visitor.says("The step has been recorded", "LOC-1");

    await visitor.follow("Issued or applied for");
    await visitor.says("1 June 2011");
    const { page } = visitor;
    const yes = (name) => page.getByRole("group", { name }).getByLabel("Yes").check();
    const apply = async () => {
      await visitor.date("On which day?", TODAY);
      await visitor.select("Who issues it or applies", "Prosecution");
      await yes("They were convicted of an offence");
      await yes("There is evidence of conduct that meets the test");
      await yes("The order will help to prevent more of it");
    };
    await apply();
    await visitor.press("Record the step", { status: 422 });
    await visitor.says("(Statute, CBO-2)", "Sentencing Act 2020 ss.331(5), 335", "(Local policy, LOC-1)");
    await yes("The youth offending team has been consulted");
    await yes("The county’s Youth Justice team has been told");
    await visitor.press("Record the step");
    await visitor.says("The step has been recorded", "CBO-2");
  });

  it("block a CPN without a warning, and warn of one on the same day", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(COORDINATOR, { javaScript: false });
    const { page } = visitor;
    const yes = (name) => page.getByRole("group", { name }).getByLabel("Yes").check();
    await visitor.goto(`${path}/new?power=cpn&subject=2&act=applied`);
    await visitor.date("On which day?", TODAY);
    await visitor.select("Who issues it or applies", "District or borough council");
    await yes("There is evidence of conduct that meets the test");
    await yes("The effect goes on after the warning");
    await yes("Other appropriate bodies have been informed");
    await yes("The county’s Youth Justice team has been told");
    await visitor.press("Record the step", { status: 422 });
    await visitor.says("No earlier written warning is recorded", "s.43(5)");
    await visitor.date("Day of the written warning", TODAY);
    await visitor.press("Record the step", { status: 422 });
    await visitor.says("was there enough time to act on it?");
    await visitor.fill("If a rule warns of this: why is it done all the same?", "Lit again an hour later");
    await visitor.press("Record the step");
    await visitor.says("Done all the same because", "Lit again an hour later", "In force");
  });

  it("are explained by the rules of a day, which an administrator looks after", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(ADMINISTRATOR);
    await visitor.goto("/rules");
    await visitor.says("From memory, not checked", "Not in force on that day", "NEW-1");
    await visitor.date("On which day?", [2027, 4, 1]);
    await visitor.press("Show");
    await visitor.isAt("Rules on 1 April 2027");
    await visitor.goto("/rules/NEW-4");
    await visitor.date("First day it holds", [2027, 1, 1]);
    await visitor.fill("Where did you read the date?", "SI 2026/1, regulation 2");
    await visitor.press("Enter the date");
    await visitor.says("The commencement date has been entered", "1 January 2027");
    await visitor.fill("What did you read, and where?", "Section 4 itself");
    await visitor.press("Confirm the rule");
    await visitor.says("The rule has been confirmed");
    const runner = await charmm.signedIn(COORDINATOR);
    await runner.goto("/orders");
    await runner.isAt("Orders in Runnymede");
    assert.ok(await runner.text());
  });
});
