// What the wrong person sees, which is nothing; and that what people type is only ever text.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { openCase } from "./api.mjs";
import { Charmm } from "./harness.mjs";
import { REFERRAL, send, tell } from "./referral.mjs";

const OFFICER = "Grace Tillingham";
const COORDINATOR = "Priya Fernsby";
/** Acts for an agency that is not on the case. */
const OUTSIDER = "Imogen Valebrook";
const OTHER_COORDINATOR = "Owen Larkspur";

const MISSING = "00000000-0000-7000-8000-000000000000";
const HOSTILE = "<script>alert(1)</script> {{7*7}} <b title='x'>&amp;";

describe("the wrong person", () => {
  let charmm;
  let opened;
  before(async () => {
    charmm = await Charmm.start({ empty: true });
    opened = await openCase(charmm, OFFICER, COORDINATOR);
  }, { timeout: 120_000 });
  after(() => charmm?.stop());

  it("sees the same page for a case of others as for none", async () => {
    const outsider = await charmm.signedIn(OUTSIDER);
    for (const end of ["", "/history", "/agencies", "/entries", "/assessments", "/plan", "/forums", "/decisions", "/actions"]) {
      const others = await source(outsider, opened.case + end);
      assert.equal(others, await source(outsider, `/cases/${MISSING}${end}`), end);
    }
    await outsider.goto(opened.case, 404);
    await outsider.isAt("Page not found");
    await outsider.goto(opened.referral, 404);
    await outsider.goto("/cases");
    await outsider.saysNot(opened.headline);
    await outsider.goto(`/cases?reference=${opened.reference}`, 404);
    await outsider.says("There is no case with this reference that you may see");
  });

  it("coordinates another area and sees its own queue alone", async () => {
    const headline = "A queue of its own";
    const officer = await charmm.signedIn(OFFICER);
    await tell(officer, { ...REFERRAL, headline, subjects: REFERRAL.subjects.slice(1), incidents: [] });
    const reference = await send(officer);
    const other = await charmm.signedIn(OTHER_COORDINATOR);
    for (const list of ["/referrals", "/referrals?view=waiting", "/referrals?view=decided", "/cases", "/"]) {
      await other.goto(list);
      await other.saysNot(reference, headline, opened.headline);
    }
    await other.goto("/referrals?area=RUN", 404);
    const coordinator = await charmm.signedIn(COORDINATOR);
    await coordinator.goto("/referrals");
    await coordinator.says(reference, headline);
  });

  it("signs in first, and then comes to the page asked for", async () => {
    const officer = await charmm.visitor();
    await officer.goto(`${opened.case}/agencies`);
    await officer.continueAs(OFFICER);
    assert.equal(new URL(officer.page.url()).pathname, `${opened.case}/agencies`);
    await officer.says("Wey Meadow Homes");
    await officer.press("Sign out");
    await officer.goto(opened.case);
    await officer.isAt("Sign in to go on");
  });

  it("types markup, and everybody reads it as it was typed", async () => {
    const told = {
      ...REFERRAL,
      headline: HOSTILE,
      subjects: [
        {
          who: { role: "Victim", name: HOSTILE, aliases: HOSTILE },
          home: { born: [1994, 3, 27], address: HOSTILE, postcode: "KT16 9ZZ", tenure: "Council tenant" },
          circumstances: {
            ethnicity: HOSTILE,
            language: HOSTILE,
            disability: HOSTILE,
            mentalHealth: HOSTILE,
            substances: HOSTILE,
          },
          contact: HOSTILE,
        },
        { place: { name: HOSTILE, address: HOSTILE, postcode: "KT16 9ZZ" } },
      ],
      relationships: HOSTILE,
      children: HOSTILE,
      incidents: [{ on: [2026, 11, 14], what: HOSTILE }],
      impact: HOSTILE,
      rationale: HOSTILE,
      tried: HOSTILE,
      why: HOSTILE,
      otherForum: HOSTILE,
      reason: HOSTILE,
    };
    const officer = await charmm.signedIn(OFFICER);
    await tell(officer, told);
    // Every text of the form: sixteen about a person, a place and an incident, eight of its own.
    assert.ok((await literally(officer)) >= 20);
    const reference = await send(officer);

    const coordinator = await charmm.signedIn(COORDINATOR);
    await coordinator.goto("/referrals");
    assert.equal(await literally(coordinator), 1);
    await coordinator.follow(reference);
    assert.ok((await literally(coordinator)) >= 20);
    await coordinator.choose("Accept to a new case");
    await coordinator.fill("Why, or what do you need to know?", HOSTILE);
    await coordinator.press("Record decision");
    await coordinator.follow(/\bRUN-2026-\d{4}\b/);
    assert.ok((await literally(coordinator)) >= 2);
    for (const tab of ["Agencies", "Chronology", "History"]) {
      await coordinator.follow(tab);
      await literally(coordinator);
    }
  });
});

/** The page as it is sent, which must be a 404; only the number of the request is its own. */
async function source(visitor, path) {
  const reply = await visitor.page.request.get(path, { headers: { accept: "text/html" } });
  assert.equal(reply.status(), 404, path);
  return (await reply.text()).replace(/quote <strong>[-\da-f]{36}</, "quote <strong>…<");
}

/** How often the page says the hostile text; fails where the page made anything else of it. */
async function literally(visitor) {
  const { text, scripts, made } = await visitor.page.evaluate(() => ({
    text: document.body.innerText,
    scripts: [...document.scripts].filter((script) => !script.src).length,
    made: document.querySelectorAll("main b[title]").length,
  }));
  assert.deepEqual({ scripts, made }, { scripts: 0, made: 0 }, visitor.page.url());
  assert.ok(!/\b49\b/.test(text.replace(/\d+ \w+ 20\d\d.*/g, "")), "arithmetic was done");
  return text.split(HOSTILE).length - 1;
}
