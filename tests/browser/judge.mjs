// What every page must keep to: WCAG 2.2 AA as far as axe-core can tell, and no sideways scrolling
// on a phone.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** A common phone. */
export const PHONE = { width: 390, height: 844 };

/** Fails when the page breaks a rule of WCAG 2.2 AA. */
export async function accessible(page, scripted) {
  if (!scripted) {
    // Where scripts are off, timers never fire; promises are all that axe's queue needs.
    await page.evaluate(() => {
      window.setTimeout = (run, wait, ...given) => {
        if (!(wait > 100)) Promise.resolve().then(() => run(...given));
        return 0;
      };
    });
  }
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (values) => window.axe.run({ runOnly: { type: "tag", values }, resultTypes: ["violations"] }),
    LEVELS,
  );
  const told = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n    ${node.html}\n    ${node.failureSummary}`),
  );
  assert.equal(told.length, 0, `axe on ${page.url()}:\n${told.join("\n")}`);
}

/** Fails when the page is wider than a phone; what scrolls on purpose has a box of its own. */
export async function fitsPhone(page) {
  const before = page.viewportSize();
  await page.setViewportSize(PHONE);
  const { wide, culprits } = await page.evaluate(() => {
    const wide = document.documentElement.scrollWidth;
    const sticks = (element) => element.getBoundingClientRect().right > innerWidth + 1;
    // Up to the box that it is placed in: a hidden word in a scrolling table may be placed outside.
    const scrolls = (element) => {
      const placed = getComputedStyle(element).position === "absolute";
      const around = placed ? element.offsetParent : element.parentElement;
      return around && (getComputedStyle(around).overflowX !== "visible" || scrolls(around));
    };
    const over = [...document.body.querySelectorAll("*")].filter((e) => sticks(e) && !scrolls(e));
    return { wide, culprits: over.slice(0, 3).map((element) => element.outerHTML.slice(0, 200)) };
  });
  await page.setViewportSize(before);
  assert.ok(wide <= PHONE.width, `${page.url()} is ${wide} pixels wide:\n${culprits.join("\n")}`);
}
