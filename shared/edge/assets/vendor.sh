#!/bin/sh
# Fetches the prebuilt design-system files and makes them fit to be served by a service that is
# not on service.gov.uk. Run it in any folder after changing a version; commit what it writes.
#
# - Fonts: GDS Transport may only be used on service.gov.uk, so its @font-face rules go and its
#   name becomes arial, helvetica.
# - Images: the crown, the royal arms and the icons of components that we do not use are not ours
#   to serve: rules that load an image lose that declaration.
# - MoJ: only the rules of the components that our macros use are kept.
# - Source maps are not shipped, so the comments that point to them go.
#
# Also picks the fixtures that the tests of our macros compare with, into ../tests-fixtures.
#
# Needs npm and node. The versions are exact: the macros are tested against these files' fixtures.
set -eu

GOVUK=govuk-frontend@6.6.0
MOJ=@ministryofjustice/frontend@11.1.0
# Components of the MoJ design system that templates/components use.
KEEP='timeline|sub-navigation'

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir govuk moj
tar -xzf "$(npm pack --silent "$GOVUK")" -C govuk --strip-components 1
tar -xzf "$(npm pack --silent "$MOJ")" -C moj --strip-components 1

cat > mend.mjs <<'JS'
import { readFileSync, writeFileSync } from "node:fs";

/** Splits a style sheet into its top-level rules: [prelude, body without the outer braces]. */
function rules(css) {
  const found = [];
  let depth = 0;
  let start = 0;
  let open = 0;
  for (let at = 0; at < css.length; at += 1) {
    if (css[at] === "{" && depth++ === 0) open = at;
    if (css[at] === "}" && --depth === 0) {
      found.push([css.slice(start, open), css.slice(open + 1, at)]);
      start = at + 1;
    }
  }
  return found;
}

/** Only the rules whose selectors name one of our components, media queries looked into. */
function keepOnly(css, wanted) {
  return rules(css)
    .map(([prelude, body]) => {
      if (prelude.startsWith("@media") || prelude.startsWith("@supports")) {
        const kept = keepOnly(body, wanted);
        return kept && `${prelude}{${kept}}`;
      }
      return wanted.test(prelude) ? `${prelude}{${body}}` : "";
    })
    .join("");
}

function mend(css) {
  return css
    .replace(/@font-face\{[^}]*\}/g, "")
    .replace(/\/\*! Copyright[^*]*The font has been[^*]*\*\//g, "")
    .replace(/GDS Transport,arial,sans-serif/g, "arial,helvetica,sans-serif")
    .replace(/[a-z-]+:[^;{}]*url\(\/assets\/[^)]*\)[^;{}]*;?/g, "")
    .replace(/\/\*# sourceMappingURL=.*?\*\//g, "");
}

const [from, to, keep] = process.argv.slice(2);
let text = readFileSync(from, "utf8");
if (from.endsWith(".css")) {
  text = mend(text);
  if (keep) text = keepOnly(text, new RegExp(`\\.moj-(${keep})(?![a-z])`));
} else {
  text = text.replace(/\/\/# sourceMappingURL=.*/g, "");
}
writeFileSync(to, `${text.trim()}\n`);
JS

node mend.mjs govuk/dist/govuk/govuk-frontend.min.css "$here/govuk-frontend.min.css"
node mend.mjs govuk/dist/govuk/govuk-frontend.min.js "$here/govuk-frontend.min.js"
node mend.mjs moj/moj/moj-frontend.min.css "$here/moj-frontend.min.css" "$KEEP"

# The fixtures (options and the HTML that they make) for the options that our macros offer.
cat > pick.mjs <<'JS'
import { readFileSync, writeFileSync } from "node:fs";

const picked = {
  input: ["default", "with hint text", "with error and hint", "with width-10 class", "with label as page heading",
    "with prefix and suffix and error", "custom type", "zero value", "inputmode", "with prefix with html as text",
    "with autocomplete attribute", "with spellcheck disabled"],
  textarea: ["default", "with error message", "with default value", "with custom rows", "with label as page heading",
    "with hint and error message"],
  "character-count": ["default", "with hint and error", "with default value", "with custom rows",
    "with label as page heading", "with id starting with number", "with id with special characters"],
  select: ["hint", "with hint text and error message", "with falsy values", "id"],
  radios: ["default", "inline", "with a divider", "with fieldset and error message", "with conditional items",
    "with conditional item checked", "small with a divider", "with hints on parent and items",
    "with hint and error message", "with conditional items with special characters"],
  checkboxes: ["default", "with hint", "with pre-checked values", "with legend as a page heading", "small",
    "with error message and hint", "with conditional item checked", "with conditional items with special characters"],
  "date-input": ["default", "with values", "with error message and hint", "with error on day input",
    "with error on month input", "with error on year input"],
  button: ["default", "link", "secondary", "warning", "name", "prevent double click"],
  "error-summary": ["default", "mixed with and without links", "error list with html as text link"],
  "summary-list": ["with falsy values"],
  table: ["with head and caption"],
  "task-list": ["default", "with hint text and additional states"],
  pagination: ["with prev and next only", "with previous only", "with next only"],
  tag: ["default", "grey", "red", "html as text"],
  "inset-text": ["default", "html as text"],
  "warning-text": ["default", "html as text"],
  details: ["default", "html as text", "summary html as text"],
  panel: ["title html as text", "body html as text", "title with no body text"],
  "notification-banner": ["default", "custom title", "title html as text", "html as text"],
};

const kept = {};
for (const [component, names] of Object.entries(picked)) {
  const file = `govuk/dist/govuk/components/${component}/fixtures.json`;
  const { fixtures } = JSON.parse(readFileSync(file, "utf8"));
  kept[component] = names.map((name) => {
    const { options, html } = fixtures.find((fixture) => fixture.name === name);
    return { name, options, html };
  });
}
writeFileSync(process.argv[2], `${JSON.stringify(kept, null, 1)}\n`);
JS
node pick.mjs "$here/../tests-fixtures/govuk-frontend.json"

# What must not have survived.
if grep -l 'GDS Transport\|@font-face\|url(/assets' "$here"/*-frontend.min.css; then
  echo "vendor.sh: a font or an image that is not ours is still in the files above" >&2
  exit 1
fi
