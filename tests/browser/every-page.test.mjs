// Every kind of page that links lead to, for each role, and what its forms say when they are sent
// empty. The story passes the main pages in depth; this passes all of them.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Charmm } from "./harness.mjs";

const COORDINATOR = "Priya Fernsby";
const PRACTITIONER = "Sam Whitlock";
/** Sees neither cases nor actions: the empty lists. */
const ANALYST = "Tariq Hollowell";
/** Keeps people, agencies and areas. */
const ADMINISTRATOR = "Alex Stonebridge";
const LEAD = "Ruth Callowhill";

/** Linked from pages, but no pages. */
const ELSEWHERE =
  /^\/(assets|openapi\.json|sign-|people\/upload\/template)|\/imports\/[^/]+\/errors$|\.(csv|ics)(\?|$)|[?&]as=pdf/;

describe("every page", () => {
  let charmm;
  /** Kinds of pages that were judged already, for whomever. */
  const judged = new Set();
  before(async () => (charmm = await Charmm.start()), { timeout: 180_000 });
  after(() => charmm?.stop());

  it("of the machine's own", async () => {
    const visitor = await charmm.visitor();
    await walk(visitor, ["/dev"]);
  });

  for (const name of [COORDINATOR, PRACTITIONER, ANALYST]) {
    it(`that ${name} can reach`, { timeout: 600_000 }, async () => {
      const visitor = await charmm.signedIn(name);
      await walk(visitor, ["/", "/refer", "/referrals", "/cases", "/actions", "/meetings"]);
    });
  }

  it(`that ${ADMINISTRATOR} can reach`, { timeout: 600_000 }, async () => {
    const visitor = await charmm.signedIn(ADMINISTRATOR);
    const people = ["/people", "/people/new", "/people/training", "/people/upload", "/people?show=left"];
    await walk(visitor, [...people, "/agencies", "/agencies/new", "/areas", "/areas/new", "/reorganisations", "/rules", "/forums", "/areas/RUN/forums/new"]);
  });

  it(`that ${LEAD} can reach`, { timeout: 600_000 }, async () => {
    const visitor = await charmm.signedIn(LEAD);
    await walk(visitor, ["/people", "/people/new", "/people/training"]);
  });

  /** Visits these, and from there on each kind of page that was not judged yet. */
  async function walk(visitor, from) {
    const waiting = [...from];
    while (waiting.length > 0) {
      const address = waiting.shift();
      const kind = kindOf(address);
      if (judged.has(kind) && !from.includes(address)) continue;
      judged.add(kind);
      from = from.filter((each) => each !== address);
      await visitor.goto(address);
      waiting.push(...(await links(visitor)));
      await sendEmpty(visitor, address);
    }
  }
});

/** Sends each form of the page that asks for something, empty: the page must say what is missing. */
async function sendEmpty(visitor, address) {
  const asks = visitor.page.locator("main form[method=post]:has(textarea, select, .govuk-radios, .govuk-date-input)");
  for (let index = 0; index < (await asks.count()); index += 1) {
    const form = asks.nth(index);
    await form.evaluate((form) => {
      for (const details of document.querySelectorAll("details")) details.open = true;
      for (const field of form.querySelectorAll("input:not([type=hidden]), textarea, select")) {
        if (field.type === "radio" || field.type === "checkbox") field.checked = false;
        else field.value = "";
      }
    });
    // Forms for the public ask whoever is quicker than people to look again.
    // What sends it on, not what saves it for later.
    const main = form.locator("button:not(.govuk-button--secondary)");
    const button = (await main.count()) > 0 ? main.last() : form.getByRole("button").last();
    await visitor.leave(() => button.click(), [200, 400, 422]);
    if (visitor.status === 422) await visitor.says("That was very quick");
    if (visitor.status === 400) await saysWhatIsMissing(visitor);
    await visitor.page.goto(address);
  }
}

/** Asserts that the error summary leads to fields of the page, each with its message beside it. */
async function saysWhatIsMissing(visitor) {
  assert.match(await visitor.page.title(), /^Error: /, visitor.page.url());
  const dangling = await visitor.page.evaluate(() => {
    const links = [...document.querySelectorAll(".govuk-error-summary a")];
    if (links.length === 0) return ["no error summary"];
    const beside = [...document.querySelectorAll(".govuk-error-message")].map((each) => each.innerText);
    const said = (link) => beside.some((text) => text.includes(link.innerText.trim()));
    return links.filter((link) => !document.getElementById(link.hash.slice(1)) || !said(link)).map((link) => link.outerHTML);
  });
  assert.deepEqual(dangling, [], visitor.page.url());
}

/** The address with each id, reference and token taken out. */
function kindOf(address) {
  return address
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "…")
    .replace(/(?<==)[^&]*\d{4}[^&]*/g, "…")
    .replace(/(?<=from=)[^&]*/g, "…")
    .replace(/(?<=agencies\/)[a-z-]+|(?<=agency=)[a-z-]+|(?<=packs\/)[a-z-]+|(?<=forums\/)(?!new|held|sent|indicators)[a-z-]+|(?<=rules\/)[A-Z0-9-]+|(?<=areas\/)[A-Z]{3}|(?<=area=)[A-Z]{3}/g, "…");
}

/** Where the page's own links lead within the service. */
async function links(visitor) {
  const hrefs = await visitor.page.evaluate(() =>
    [...document.querySelectorAll("a[href]")].map((link) => link.href),
  );
  return hrefs
    .filter((href) => href.startsWith(`${visitor.charmm.origin}/`))
    .map((href) => href.slice(visitor.charmm.origin.length).replace(/#.*/, ""))
    .filter((path) => !ELSEWHERE.test(path));
}
