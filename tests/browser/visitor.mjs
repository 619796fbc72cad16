// Somebody at a browser: moves about as people do, by the words on the page, and judges every page
// on the way.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { accessible, fitsPhone } from "./judge.mjs";

/** Where pictures for the README go; none are taken when it is not set. */
const PICTURES = process.env.SCREENSHOTS;
/** Where a picture of every page goes, wide and narrow, for looking through them by eye. */
const EVERY_PAGE = process.env.EVERY_PAGE;

const WIDE = { width: 1280, height: 900 };

export class Visitor {
  static async arrive(charmm, { javaScript = true, viewport = WIDE } = {}) {
    const context = await charmm.browser.newContext({
      baseURL: charmm.origin,
      javaScriptEnabled: javaScript,
      viewport,
      locale: "en-GB",
      timezoneId: "Europe/London",
      reducedMotion: "reduce",
      // Behind TLS it has a certificate that was made for the occasion.
      ignoreHTTPSErrors: charmm.origin.startsWith("https:"),
    });
    context.setDefaultTimeout(15_000);
    return new Visitor(charmm, await context.newPage(), javaScript);
  }

  constructor(charmm, page, javaScript) {
    this.charmm = charmm;
    this.page = page;
    this.javaScript = javaScript;
    this.faults = [];
    this.status = undefined;
    page.on("dialog", (dialog) => {
      this.faults.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on("pageerror", (error) => this.faults.push(`script: ${error.message}`));
    page.on("console", (line) => this.#console(line));
    page.on("requestfailed", (request) => {
      const why = request.failure()?.errorText;
      // The browser's own doing: it drops what it was still fetching, often the icon, when a page is left.
      if (why !== "net::ERR_ABORTED") this.faults.push(`${request.url()}: ${why}`);
    });
    page.on("response", (response) => {
      const request = response.request();
      const main = request.isNavigationRequest() && request.frame() === page.mainFrame();
      if (main) this.status = response.status();
      else if (response.status() >= 400) this.faults.push(`${response.url()}: ${response.status()}`);
    });
  }

  #console(line) {
    if (line.type() !== "error" && line.type() !== "warning") return;
    // Of the page itself the status is judged by `arrived`; this line only repeats it.
    if (line.text().startsWith("Failed to load resource") && line.location().url === this.page.url()) return;
    this.faults.push(`console: ${line.text()}`);
  }

  /** Judges the page just arrived at; `status` is the one it should have, or those it may have. */
  async arrived(status = 200) {
    await this.page.waitForLoadState("load");
    const expected = [status].flat();
    if (!expected.includes(this.status)) {
      const log = this.charmm.complained.slice(-2000);
      assert.fail(`${this.status} at ${this.page.url()}: ${await this.text()}\n${log}`);
    }
    await this.judge();
  }

  /** Judges the page as it stands. */
  async judge() {
    if (EVERY_PAGE) await this.#keep();
    await accessible(this.page, this.javaScript);
    await fitsPhone(this.page);
    assert.deepEqual(this.faults, [], this.page.url());
  }

  /** Opens an address. */
  async goto(path, status) {
    await this.page.goto(path);
    await this.arrived(status);
  }

  /** Follows the link with these words. */
  async follow(words, { status, within = this.page } = {}) {
    const link = within.getByRole("link", { name: words, ...exactly(words) }).first();
    await this.#leave(() => link.click());
    await this.arrived(status);
  }

  /** Presses the button with these words, which sends a form. */
  async press(words, { status, within = this.page } = {}) {
    const button = within.getByRole("button", { name: words, ...exactly(words) }).first();
    await this.#leave(() => button.click());
    await this.arrived(status);
  }

  /** Does something that leads to another page. */
  async leave(act, status) {
    await this.#leave(act);
    await this.arrived(status);
  }

  async #leave(act) {
    const main = this.page.mainFrame();
    // Longer than the act may take, so that its own fault is told first.
    const gone = this.page.waitForEvent("framenavigated", {
      predicate: (frame) => frame === main,
      timeout: 20_000,
    });
    await Promise.all([gone, act()]);
  }

  /** Types into the field with this label. */
  async fill(label, text) {
    await this.page.getByLabel(label, exactly(label)).fill(text);
  }

  /** Types a date into the field with this legend. */
  async date(legend, [year, month, day]) {
    const group = this.page.getByRole("group", { name: legend });
    await group.getByLabel("Day").fill(String(day));
    await group.getByLabel("Month").fill(String(month));
    await group.getByLabel("Year").fill(String(year));
  }

  /** Chooses a radio button or ticks a box. */
  async choose(label) {
    await this.page.getByLabel(label, exactly(label)).check();
  }

  /** Chooses from a list. */
  async select(label, option) {
    await this.page.getByLabel(label, exactly(label)).selectOption({ label: option });
  }

  /** The page's heading. */
  async heading() {
    return (await this.page.locator("h1").first().innerText({ timeout: 1000 })).trim();
  }

  /** Asserts the page's heading. */
  async isAt(heading) {
    const found = await this.heading();
    if (heading instanceof RegExp) assert.match(found, heading);
    else assert.equal(found, heading);
  }

  /** What is said between the header and the footer. */
  async text() {
    return (await this.page.locator("main").innerText()).replace(/\s+/g, " ");
  }

  /** Asserts that the page says each of these. */
  async says(...words) {
    const text = await this.text();
    for (const each of words) {
      const found = each instanceof RegExp ? each.test(text) : text.includes(each);
      assert.ok(found, `${this.page.url()} does not say ${each}:\n${text}`);
    }
  }

  /** Asserts that the page says none of these. */
  async saysNot(...words) {
    const text = await this.text();
    for (const each of words) assert.ok(!text.includes(each), `${this.page.url()} says ${each}`);
  }

  /** Signs in on the local issuer's own page, and comes back to where `to` leads. */
  async signIn(name, to = "/") {
    await this.page.goto(`/sign-in?to=${encodeURIComponent(to)}`);
    await this.arrived();
    await this.continueAs(name);
  }

  /** Goes on from the page that asks to sign in, and chooses who to be on the issuer's. */
  async continueAs(name) {
    await this.isAt("Sign in to go on");
    await this.press("Sign in");
    await this.isAt("Who do you want to sign in as?");
    await this.page.getByRole("radio", { name, exact: true }).check();
    await this.press("Continue");
    this.name = name;
  }

  /** Takes a picture for the README, when pictures are wanted; from `top`, or from the page's top. */
  async picture(name, top = "body") {
    if (!PICTURES) return;
    await mkdir(PICTURES, { recursive: true });
    await this.page.locator(top).evaluate((element) => element.scrollIntoView());
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`) });
  }

  async #keep() {
    await mkdir(EVERY_PAGE, { recursive: true });
    const number = String((pages += 1)).padStart(3, "0");
    const path = new URL(this.page.url()).pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "id");
    const name = `${number}${path.replace(/\W+/g, "-")}`;
    const before = this.page.viewportSize();
    for (const width of [1280, 390]) {
      await this.page.setViewportSize({ width, height: 844 });
      await this.page.screenshot({ path: join(EVERY_PAGE, `${name}-${width}.png`), fullPage: true });
    }
    await this.page.setViewportSize(before);
  }
}

let pages = 0;

/** Words match whole labels, patterns match parts. */
function exactly(words) {
  return words instanceof RegExp ? {} : { exact: true };
}
