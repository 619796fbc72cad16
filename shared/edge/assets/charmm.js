// Everything works without this file. It switches on what govuk-frontend adds for people with
// JavaScript; if that cannot be loaded or fails, the page stays as it is without JavaScript.
const body = document.body;
const SUPPORTED = "govuk-frontend-supported";

function plain() {
  // This class hides what the components would reveal, so it must not outlive a failure.
  body.classList.remove("js-enabled", SUPPORTED);
}

try {
  // The same version as this file, so that both may be kept for good.
  const { initAll } = await import(`./govuk-frontend.min.js${new URL(import.meta.url).search}`);
  body.classList.add("js-enabled", SUPPORTED);
  initAll({ onError: plain });
} catch {
  plain();
}
