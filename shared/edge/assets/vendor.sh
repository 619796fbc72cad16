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

# What must not have survived.
if grep -l 'GDS Transport\|@font-face\|url(/assets' "$here"/*-frontend.min.css; then
  echo "vendor.sh: a font or an image that is not ours is still in the files above" >&2
  exit 1
fi
