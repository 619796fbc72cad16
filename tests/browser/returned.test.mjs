// An email that does not arrive, as the coordinator meets it: on the start page, in the list, on the
// action, and dealt with. Mail to Bridgeway's inbox comes back here (see infra/local, mailbox).

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Program, openCase } from "./api.mjs";
import { Charmm } from "./harness.mjs";
import { PHONE } from "./judge.mjs";

const REFERRER = "Grace Tillingham";
const COORDINATOR = "Priya Fernsby";
const INBOX = "Bridgeway Mediation (shared inbox)";
const ADDRESS = "bounce@bridgeway.example";
const NOTE = "Spoke to their duty manager at 10:15; they will open the action themselves.";

describe("a returned message", () => {
  let charmm;
  let made;
  let action;
  before(async () => {
    charmm = await Charmm.start({ empty: true });
    made = await openCase(charmm, REFERRER, COORDINATOR);
    const priya = await Program.of(charmm, COORDINATOR);
    const shared = { agency: "bridgeway", gateway: "crime_and_disorder", reason: "They mediate there." };
    await priya.post(`${made.case}/agencies`, shared);
    const task = {
      what: "Offer mediation to the households",
      agency: "bridgeway",
      due_on: "2026-12-04",
      gateway: "crime_and_disorder",
    };
    action = (await priya.post(`${made.case}/actions`, task)).location;
    await charmm.until("both emails came back", async () => {
      const { body } = await priya.get("/notices/returned");
      return body.items.length === 2;
    });
  }, { timeout: 120_000 });
  after(() => charmm?.stop());

  it("is found from the start page and dealt with", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(COORDINATOR);
    await visitor.goto("/");
    await visitor.follow(/^2 to deal with/);
    await visitor.isAt("Returned messages in Runnymede");
    await visitor.says(INBOX, made.reference, "Your agency has a new action", "20 November 2026");
    await visitor.saysNot(ADDRESS);

    await visitor.follow(/^Your agency has been added to a case/);
    await visitor.isAt("Returned message");

    await visitor.goto(action);
    await visitor.says("did not arrive (permanent bounce), 20 November 2026");
    await visitor.follow("Deal with this message");
    await visitor.isAt("Returned message");
    await visitor.says(INBOX, "Permanent/General", "Tell them another way now.");
    await visitor.press("Record", { status: 400 });
    await visitor.says("Select what was done", "Enter what was done and when");
    await visitor.choose("I have told them another way");
    await visitor.fill("Who was told, how and when, or why nobody has to be", NOTE);
    await visitor.press("Record");
    await visitor.says("The message has been dealt with", "Your agency has been added to a case");
    await visitor.saysNot("Your agency has a new action");

    await visitor.goto(action);
    await visitor.says(NOTE, "told another way");
    await visitor.goto(`${made.case}/history`);
    await visitor.says("told another way", "The chain of hashes holds.");
  });

  it("can be sent again on a phone without JavaScript", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(COORDINATOR, { javaScript: false, viewport: PHONE });
    await visitor.goto("/");
    await visitor.follow(/^1 to deal with/);
    await visitor.follow(/^Your agency has been added to a case/);
    await visitor.choose("The address has been corrected: send the message again");
    await visitor.fill("Who was told, how and when, or why nobody has to be", "New address by telephone.");
    await visitor.press("Record");
    await visitor.says("The message is being sent again");
    // The address was not corrected at all, so it comes back as a message of its own.
    const priya = await Program.of(charmm, COORDINATOR);
    await charmm.until("it came back again", async () => {
      const { body } = await priya.get("/notices/returned");
      return body.items.length === 1;
    });
    const again = await charmm.sent((message) => message.to?.includes(ADDRESS), 3);
    assert.equal(again.length, 3);
  });

  it("leaves no address in the log", () => {
    assert.match(charmm.complained, /a notice came back/);
    assert.doesNotMatch(charmm.complained, /bounce@|5\.1\.1|Larkmead/);
  });
});
