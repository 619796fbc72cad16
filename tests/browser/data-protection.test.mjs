// Those who answer for what is held: how long it is kept, and what people ask about themselves.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Program } from "./api.mjs";
import { Charmm } from "./harness.mjs";
import { PHONE } from "./judge.mjs";

const COORDINATOR = "Priya Fernsby";
const OFFICER = "Elspeth Gravesend";

describe("data protection", () => {
  let charmm;
  let subject;
  let place;
  before(async () => {
    charmm = await Charmm.start();
    const priya = await Program.of(charmm, COORDINATOR);
    const { body } = await priya.get("/cases");
    for (const row of body.items) {
      const { body: shown } = await priya.get(`/cases/${row.id}`);
      const found = shown.subjects.find((one) => one.born_on && one.role !== "location");
      subject ??= found && { ...found, reference: shown.reference, case: `/cases/${row.id}` };
      if (shown.open_actions.length === 0) place ??= { reference: shown.reference, id: row.id };
    }
    assert.ok(subject && place, "the demonstration has a person and a case without open actions");
    const { etag } = await priya.get(`/cases/${place.id}`);
    const close = { kind: "close", outcome: "resolved", reason: "Nothing for three months." };
    await priya.post(`/cases/${place.id}/decisions`, close, etag);
  }, { timeout: 120_000 });
  after(() => charmm?.stop());

  it("keeps, holds and orders to be erased", { timeout: 180_000 }, async () => {
    const visitor = await charmm.signedIn(OFFICER);
    await visitor.goto("/");
    await visitor.follow("Data protection");
    await visitor.isAt(/^How long records are kept in/);
    for (const list of ["Due again", "Kept longer", "Held", "To be erased", "Erased", "Due"]) await visitor.follow(list);
    await visitor.follow("Rules");
    await visitor.follow("Runnymede");
    await visitor.says("Closed case", "6", "Limitation Act 1980");
    await visitor.press("Change", { status: 400 });
    await visitor.says("Select what is kept", "Enter the years");
    await visitor.select("What is kept?", "Closed case (2 to 10)");
    await visitor.fill("For how many years?", "5");
    await visitor.press("Change");
    await visitor.says("The years have been changed", "instead of 6");

    await visitor.goto(`/retention/cases/${place.id}`);
    await visitor.says("Kept until", "Closed case: 5 years");
    await visitor.press("Record", { status: 400 });
    await visitor.says("Select what is to happen", "Enter the reason");
    await visitor.choose("Erase it");
    await visitor.select("Why may it be erased?", "It was kept as long as it should be");
    await visitor.fill("Reason", "Closed today.");
    await visitor.press("Record", { status: 422 });
    await visitor.says("is not due before");
    await visitor.select("Why may it be erased?", "A court or the Information Commissioner ordered it");
    await visitor.press("Record");
    await visitor.says("Its erasure has been ordered", "To be erased on", OFFICER);
    await visitor.choose(/^Place a hold/);
    await visitor.fill("Reason", "A complaint arrived.");
    await visitor.press("Record");
    await visitor.says("Nothing of it will be erased until the hold is lifted", "A complaint arrived.");
    await visitor.choose("Keep it longer");
    await visitor.date("When is it to be looked at again?", [2028, 1, 1]);
    await visitor.fill("Reason", "Until the complaint is settled.");
    await visitor.press("Record");
    await visitor.says("It is kept longer", "Kept until 1 January 2028");
    await visitor.goto("/retention?list=held&area=RUN");
    await visitor.says(place.reference);
  });

  it("answers somebody who asks", { timeout: 180_000 }, async () => {
    const visitor = await charmm.signedIn(OFFICER);
    await visitor.goto("/retention?area=RUN");
    await visitor.follow("Requests for what is held");
    await visitor.says("None is waiting for an answer.");
    await visitor.press("Take a request in");
    await visitor.press("Take it in", { status: 400 });
    await visitor.says("Enter the person’s name", "Select who asks");
    await visitor.select("Which area?", "Runnymede");
    await visitor.fill("Whom is it about?", subject.name);
    await visitor.date("Date of birth", subject.born_on.split("-").map(Number));
    await visitor.choose("The person themselves");
    await visitor.fill("How did you make sure who they are, and that they may ask?", "Passport seen.");
    await visitor.date("When did it arrive?", [2026, 11, 20]);
    await visitor.press("Take it in");
    await visitor.says("The request has been taken in", "21 December 2026", subject.reference, "To be reviewed");
    const at = new URL(visitor.page.url()).pathname;
    await visitor.follow(subject.reference);
    await visitor.isAt(`Review case ${subject.reference}`);
    await visitor.says("What is recorded of them", subject.name);
    await visitor.page.getByLabel("Withhold it?").first().selectOption({ label: "It is not about them" });
    await visitor.press("Record the review");
    await visitor.says("The case has been reviewed", "Reviewed");
    const others = visitor.page.getByRole("link", { name: /^RUN-|^WOK-/ });
    for (let n = 0; n < (await others.count()); n += 1) {
      await visitor.goto(at);
      await visitor.leave(() => others.nth(n).click());
      await visitor.press("Record the review");
    }
    await visitor.choose("Take further words out");
    await visitor.fill("Words to take out, one on each line", "the garages");
    await visitor.press("Go on");
    await visitor.says("The words are taken out from now on", "the garages");
    await visitor.choose("Make the bundle");
    await visitor.press("Go on");
    await visitor.says("The bundle has been made", "Answered with a bundle", "Fetch the bundle");
    const [download] = await Promise.all([
      visitor.page.waitForEvent("download"),
      visitor.page.getByText("Fetch the bundle").click(),
    ]);
    assert.match(download.suggestedFilename(), /^S-[0-9A-F]{8}\.zip$/);
  });

  it("changes somebody’s category on a phone", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(COORDINATOR, { javaScript: false, viewport: PHONE });
    await visitor.goto(subject.case);
    await visitor.follow(/^Change category/);
    await visitor.isAt("Change a person’s category");
    await visitor.press("Change the category", { status: 400 });
    await visitor.choose("Witness");
    await visitor.fill("Why?", "Came forward.");
    await visitor.press("Change the category");
    await visitor.says("The category has been changed");
  });
});
