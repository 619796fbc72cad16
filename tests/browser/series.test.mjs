// A series of meetings in a browser: its dates are checked and called, one is moved, and a calendar
// program is given an address (R5.1).

import { after, before, describe, it } from "node:test";

import { Charmm } from "./harness.mjs";

const OFFICER = "Grace Tillingham";
const COORDINATOR = "Priya Fernsby";

describe("a series of meetings", () => {
  let charmm;
  before(async () => {
    charmm = await Charmm.start({ empty: true });
  }, { timeout: 120_000 });
  after(() => charmm?.stop());

  it("is checked, called, and not called twice", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(COORDINATOR);
    await visitor.goto("/meetings");
    await visitor.press("Call a series");
    await visitor.follow("Runnymede CHaRMM (Every 6 weeks)");
    await visitor.says("There are no dates to show");
    await visitor.goto("/meetings/series?area=RUN&forum=charmm&from=2026-12-25&count=3");
    await visitor.says("Tuesday 29 December 2026", "Moved from Friday 25 December 2026, a bank holiday");
    await visitor.fill("Start time", "14:00");
    await visitor.fill("Where", "Committee room 1");
    await visitor.fill("Link to join online (optional)", "http://meet.example/1");
    await visitor.press("Call these meetings", { status: 400 });
    await visitor.says("must be an address that begins with https://");
    await visitor.fill("Link to join online (optional)", "https://meet.example/1");
    await visitor.press("Call these meetings");
    await visitor.says("The meetings have been called", "Tuesday 29 December 2026 at 2pm", "Friday 5 February 2027 at 2pm");
    await visitor.goto("/meetings/series?area=RUN&forum=charmm&from=2026-12-25&count=3");
    await visitor.says("Called already", "All of these dates are called");
  });

  it("has a meeting moved, and says so to those who come", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(COORDINATOR);
    await visitor.goto("/meetings");
    await visitor.follow(/Runnymede CHaRMM.*Friday 5 February 2027/);
    await visitor.follow("Move this meeting");
    await visitor.says("It is on Friday 5 February 2027 at 2pm, Committee room 1");
    await visitor.date("New date", [2027, 2, 8]);
    await visitor.press("Move meeting", { status: 400 });
    await visitor.says("Enter why the meeting is moved");
    await visitor.page.locator("textarea[name=reason]").fill("The room is shut");
    await visitor.press("Move meeting");
    await visitor.says("The meeting has been changed", "Monday 8 February 2027 at 2pm", "The room is shut");
    const reader = await charmm.signedIn(OFFICER);
    await reader.goto("/meetings");
    await reader.follow(/Runnymede CHaRMM.*Monday 8 February 2027/);
    await reader.says("How it was moved", "The room is shut", "Join online");
    await reader.saysNot("Move this meeting");
  });

  it("is in the calendar of whoever comes", { timeout: 120_000 }, async () => {
    const visitor = await charmm.signedIn(OFFICER);
    await visitor.goto("/meetings");
    await visitor.follow("Meetings in your own calendar");
    await visitor.press("Make an address", { status: 201 });
    await visitor.says("It is shown only now", "/meetings/feed/");
    await visitor.press("End this address");
    await visitor.says("The address no longer works");
  });
});
