// Members of the public, who have no account: a report and an application for a case review, on a
// phone without JavaScript and on a wide screen, and what staff see of them.

import { after, before, describe, it } from "node:test";

import { Charmm } from "./harness.mjs";
import { PHONE } from "./judge.mjs";

const COORDINATOR = "Priya Fernsby";
/** As small as a picture can be told by its bytes. */
const PHOTOGRAPH = {
  name: "IMG_0001.jpg",
  mimeType: "image/jpeg",
  buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0xff, 0xd9]),
};
/** Longer than anybody needs who only presses buttons. */
const READING = 4_500;

describe("members of the public", () => {
  let charmm;
  before(async () => (charmm = await Charmm.start({ empty: true })), { timeout: 120_000 });
  after(() => charmm?.stop());

  for (const [where, options] of [
    ["on a phone without JavaScript", { javaScript: false, viewport: PHONE }],
    ["on a wide screen", {}],
  ]) {
    it(`report, and triage takes it on, ${where}`, { timeout: 120_000 }, async () => {
      const neighbour = await charmm.visitor(options);
      await neighbour.goto("/");
      await neighbour.follow("Report anti-social behaviour");
      await neighbour.says("Call 999");
      await neighbour.press("Start now");
      await neighbour.press("Continue", { status: 400 });
      await neighbour.says("There is a problem");
      await neighbour.choose("Noise, such as loud music, shouting or banging");
      await neighbour.date("When did it happen?", [2026, 11, 14]);
      await neighbour.fill("What happened?", "Shouting and banging from 1am to 4am.");
      await neighbour.fill("Where does it happen?", "Quince House, Larkmead Road");
      await neighbour.fill("Postcode there (optional)", "KT16 9ZZ");
      await neighbour.press("Save and come back later");
      await neighbour.says("They have not been sent yet", "27 November 2026");
      await neighbour.fill("Email the address to", "mabel@thimbleby.example");
      await neighbour.press("Send the email");
      const [mail] = await charmm.sent((message) => message.to?.includes("mabel@thimbleby.example"));
      const address = mail.body.match(/http\S+\/report\/saved\/\S+/)[0];
      await neighbour.goto(new URL(address).pathname);
      await neighbour.choose("It makes daily life or sleep hard");
      await neighbour.choose("Yes");
      await neighbour.fill("Your name", "Mabel Thimbleby");
      await neighbour.select("What are you to it?", "It happens to me or my household");
      await neighbour.select("How can we reach you safely?", "By letter");
      await neighbour.fill("The number or address for that", "Flat 2, Quince House");
      await neighbour.press("Continue");
      await neighbour.says("coordinator of Runnymede", "Mabel Thimbleby");
      await neighbour.press("Change my answers");
      await neighbour.fill("About what time? (optional)", "After 1am");
      await neighbour.press("Continue");
      await neighbour.says("After 1am");
      await neighbour.page.waitForTimeout(READING);
      await neighbour.press("Send report");
      await neighbour.says("Report received", /R-[0-9A-Z]{5}-[0-9A-Z]{5}/);
      await neighbour.saysNot("Mabel", "Quince");
      await neighbour.press("Add a file");
      await neighbour.press("Continue", { status: 400 });
      await neighbour.says("There is a problem");
      await neighbour.choose("A photograph (JPG)");
      await neighbour.fill("What does it show? (optional)", "The hall at 2am, by Mabel");
      await neighbour.press("Continue");
      await neighbour.page.getByLabel("File", { exact: true }).setInputFiles(PHOTOGRAPH);
      await neighbour.press("Send the file");
      await neighbour.says("What you sent is checked now", "It has arrived");
      await neighbour.saysNot("2am");
      const [reference] = (await neighbour.text()).match(/R-[0-9A-Z]{5}-[0-9A-Z]{5}/);

      const coordinator = await charmm.signedIn(COORDINATOR);
      await coordinator.goto("/referrals");
      await coordinator.follow(reference);
      await coordinator.says("A member of the public", "Flat 2, Quince House", "The hall at 2am, by Mabel");
      await coordinator.choose("Accept to a new case");
      await coordinator.fill("Why?", "Several neighbours are affected.");
      await coordinator.press("Record decision");
      await coordinator.says(/\bRUN-2026-\d{4}\b/);
      await coordinator.follow(/^Put it on the case/);
      await coordinator.says("It is copied as it is");
      await coordinator.fill("What is it called?", "Photograph of the hall");
      await coordinator.choose("Crime and Disorder Act 1998, section 115");
      await coordinator.press("Put it on the case");
      await coordinator.says("The file of the report has been added", "Photograph of the hall", "Kept");
      await neighbour.goto(new URL(neighbour.page.url()).pathname);
      await neighbour.says("has looked at your report");
      await neighbour.saysNot("Several neighbours");
    });

    it(`ask for a case review, and are told what counts, ${where}`, { timeout: 120_000 }, async () => {
      const victim = await charmm.visitor(options);
      await victim.goto("/");
      await victim.follow("Ask for an ASB Case Review");
      await victim.press("Send application", { status: [400, 422] });
      await victim.choose("Myself: it happens to me");
      await victim.fill("Your name", "Mabel Thimbleby");
      await victim.select("How can we reach you safely?", "By letter");
      await victim.fill("The number or address for that", "Flat 2, Quince House");
      await victim.fill("Address or place", "Quince House, Larkmead Road");
      await victim.fill("Postcode there (optional)", "KT16 9ZZ");
      await victim.date("Complaint 1: when did it happen?", [2026, 11, 1]);
      await victim.date("Complaint 1: when did you complain?", [2026, 11, 2]);
      await victim.fill("Complaint 1: who did you complain to?", "The council");
      await victim.fill("Complaint 1: what was it about?", "Banging on doors");
      await victim.fill("What harm does it do?", "She sleeps at her daughter’s.");
      await victim.fill("What was done about it, and why is that not enough?", "One letter.");
      await victim.choose("By a written statement");
      await victim.page.waitForTimeout(READING);
      await victim.press("Send application");
      await victim.says("Application received", "1 complaint counts and 3 are needed", "25 November 2026");
      await victim.saysNot("Mabel", "Banging");
      const [reference] = (await victim.text()).match(/C-[0-9A-F]{8}/);

      const coordinator = await charmm.signedIn(COORDINATOR);
      await coordinator.goto("/referrals");
      await coordinator.follow("ASB Case Reviews");
      await coordinator.follow(reference);
      await coordinator.says("Mabel Thimbleby", "Threshold to be decided");
      await coordinator.choose("Decide whether the threshold is met");
      await coordinator.fill("How persistent is the behaviour?", "Weekly");
      await coordinator.fill("What harm does it do, or may it do?", "Severe");
      await coordinator.fill("Was the response adequate?", "No");
      await coordinator.select("Is the threshold met?", "Yes, a review is held");
      await coordinator.fill("Why?", "The harm is severe and one letter is not enough.");
      await coordinator.press("Go on");
      await coordinator.says("Review under way");
      await coordinator.choose("Call the agencies to a meeting");
      await coordinator.press("Go on", { status: 400 });
      await coordinator.says("Enter the start time");
      await coordinator.choose("Call the agencies to a meeting");
      await coordinator.date("On which day?", [2026, 12, 1]);
      await coordinator.fill("When does it start?", "14:30");
      await coordinator.fill("Where?", "Committee Room 2");
      await coordinator.fill("Which agencies are asked what they did?", "Surrey Police");
      await coordinator.press("Go on");
      await coordinator.says("1 December 2026 at 2:30pm, Committee Room 2", "Accounts still awaited");
      await coordinator.choose("Link the case that it looks at");
      await coordinator.fill("The case’s reference", "RUN-2026-9999");
      await coordinator.press("Go on", { status: 400 });
      await coordinator.says("There is no case with this reference");
      await coordinator.follow("Letter about the threshold");
      await coordinator.says("Dear Mabel Thimbleby", "one letter is not enough");
      await coordinator.goto("/case-reviews/figures");
      await coordinator.says("Applications");
      await victim.goto("/");
      await victim.follow("How many ASB Case Reviews there were");
      await victim.says("Applications", "This year is not over");
      await victim.saysNot("Mabel");
    });
  }
});
