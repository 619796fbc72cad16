// The limits of an ASB Case Review, from the public form to what the coordinator reads: a complaint one
// day inside and one day outside each of them (R7.2, ACR-1: s.104(11)).

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Charmm, NOW } from "./harness.mjs";

const COORDINATOR = "Priya Fernsby";
/** Longer than anybody needs who only presses buttons. */
const READING = 4_500;

const POST = "Your postal address, if letters can safely be sent there (optional)";

/** What is told on 20 November 2026, and what is made of it. */
const COMPLAINTS = [
  {
    // One month beginning with 15 September ends on 14 October.
    happened: [2026, 9, 15],
    complained: [2026, 10, 14],
    counts: true,
    dates: ["15 September 2026", "made on 14 October 2026, in time: 1 month", "ends on 14 October 2026"],
  },
  {
    happened: [2026, 9, 15],
    complained: [2026, 10, 15],
    counts: false,
    dates: ["15 September 2026. 1 month", "ends on 14 October 2026", "made on 15 October 2026: too late"],
  },
  {
    // Six months beginning with 21 May end on 20 November, those beginning with 20 May a day sooner.
    happened: [2026, 5, 18],
    complained: [2026, 5, 21],
    counts: true,
    dates: ["made on 20 November 2026, in time too: 6 months", "end on 20 November 2026"],
  },
  {
    happened: [2026, 5, 18],
    complained: [2026, 5, 20],
    counts: false,
    dates: [
      "made on 20 May 2026. 6 months",
      "end on 19 November 2026",
      "made on 20 November 2026: too late",
    ],
  },
];

/** Asserts what the page at which somebody stands says of each complaint, in order. */
async function judged(visitor) {
  const list = visitor.page.locator("ol.govuk-list--number > li");
  const told = (await list.allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
  assert.equal(told.length, COMPLAINTS.length, told.join("\n"));
  for (const [at, { counts, dates }] of COMPLAINTS.entries()) {
    const said = told[at];
    assert.ok(said.startsWith(counts ? "Counts." : "Does not count."), said);
    for (const each of [...dates, "ACR-1: ", "s.104(11)"]) assert.ok(said.includes(each), `${each}: ${said}`);
  }
  await visitor.says("2 complaints count and 3 are needed", "s.104(4)");
}

describe("an ASB Case Review", () => {
  let charmm;
  before(async () => (charmm = await Charmm.start({ empty: true })), { timeout: 120_000 });
  after(() => charmm?.stop());

  it("counts a complaint to the last day of each limit, and not a day longer", { timeout: 120_000 }, async () => {
    assert.ok(NOW.startsWith("2026-11-20"));
    const victim = await charmm.visitor();
    await victim.goto("/case-review/apply");
    await victim.says("when 3 complaints count", "within 1 month of what happened", "within 6 months");
    await victim.choose("Myself: it happens to me");
    await victim.fill("Your name", "Mabel Thimbleby");
    await victim.select("How can we reach you safely?", "By phone call");
    await victim.fill("The number or address for that", "07700 900123");
    await victim.fill(POST, "Flat 2, Quince House");
    await victim.fill("Address or place", "Quince House, Larkmead Road");
    await victim.fill("Postcode there (optional)", "KT16 9ZZ");
    for (const [at, { happened, complained }] of COMPLAINTS.entries()) {
      const one = `Complaint ${at + 1}`;
      await victim.date(`${one}: when did it happen?`, happened);
      await victim.date(`${one}: when did you complain?`, complained);
      await victim.fill(`${one}: who did you complain to?`, "The council");
      await victim.fill(`${one}: what was it about?`, "Banging on doors");
    }
    await victim.fill("What harm does it do?", "She sleeps at her daughter’s.");
    await victim.fill("What was done about it, and why is that not enough?", "One letter.");
    await victim.choose("In person");
    await victim.page.waitForTimeout(READING);
    await victim.press("Send application");
    await victim.says("Application received");
    await judged(victim);
    const [reference] = (await victim.text()).match(/C-[0-9A-F]{8}/);

    const coordinator = await charmm.signedIn(COORDINATOR);
    await coordinator.goto("/case-reviews");
    await coordinator.follow(reference);
    await judged(coordinator);
    await coordinator.says("post it to Flat 2, Quince House");
    await coordinator.choose("Decide whether the threshold is met");
    await coordinator.says("What counts does not decide: judge all three");
  });
});
