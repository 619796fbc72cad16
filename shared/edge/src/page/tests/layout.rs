//! The page around every page, and rules that hold for all templates.

use std::path::{Path, PathBuf};

use askama::Template;

use super::super::{Chrome, Place};
use super::markup::values;

#[derive(Template)]
#[template(
    source = r#"{% extends "layout.html" %}{% block content %}<h1>{{ chrome.title }}</h1>{% endblock %}"#,
    ext = "html"
)]
struct Page {
    chrome: Chrome,
}

fn page(chrome: Chrome) -> String {
    Page { chrome }.render().unwrap()
}

#[test]
fn the_title_says_first_that_there_are_errors() {
    let plain = page(Chrome::new("Refer someone"));
    let faulty = page(Chrome::new("Refer someone").faulty(true));

    assert!(plain.contains("<title>Refer someone – charmm</title>"));
    assert!(faulty.contains("<title>Error: Refer someone – charmm</title>"));
}

#[test]
fn navigation_offers_the_places_given_and_marks_the_current_one() {
    let chrome = Chrome::new("Cases")
        .places(&[Place::Home, Place::Cases])
        .at(Place::Cases);
    let html = page(chrome);

    assert!(html.contains(r#"href="/cases" aria-current="true">"#));
    assert!(html.contains(r#"<a class="govuk-service-navigation__link" href="/">Home</a>"#));
    assert!(!html.contains(r#"href="/meetings""#));
    assert!(!page(Chrome::new("Sign in")).contains("<nav"));
}

#[test]
fn who_is_signed_in_can_sign_out_with_a_post() {
    let html = page(Chrome::new("Cases").signed_in("Ana Silva", "Surrey Police"));

    assert!(html.contains("Ana Silva, Surrey Police"));
    assert!(html.contains(r#"method="post" action="/sign-out""#));
    assert!(!page(Chrome::new("Sign in")).contains("/sign-out"));
}

#[test]
fn only_case_material_is_marked() {
    assert!(page(Chrome::new("Case").official_sensitive()).contains("OFFICIAL-SENSITIVE"));
    assert!(!page(Chrome::new("Sign in")).contains("OFFICIAL-SENSITIVE"));
}

#[test]
fn success_is_told_in_our_words_only() {
    let words = [("shared", "The case has been shared")];
    let told = |key| page(Chrome::new("Case").success(key, &words));

    assert!(told(Some("shared")).contains("The case has been shared"));
    assert!(!told(Some("<b>hacked</b>")).contains("notification-banner"));
    assert!(!told(None).contains("notification-banner"));
}

#[test]
fn every_file_that_a_page_loads_exists() {
    let html = page(Chrome::new("Case"));
    let links = [values(&html, "href"), values(&html, "src")].concat();
    let files: Vec<&str> = links
        .iter()
        .filter_map(|link| link.strip_prefix("/assets/"))
        .collect();

    assert_eq!(files.len(), 5);
    for file in files {
        let name = file.split('?').next().unwrap();
        assert!(folder("shared/edge/assets").join(name).is_file(), "{name}");
    }
}

/// The content security policy refuses inline scripts and styles, and escaping is never switched
/// off: in our templates and in those of every function.
#[test]
fn no_template_has_inline_code_or_unescaped_text() {
    let mut files = Vec::new();
    templates(&folder("shared/edge/templates"), &mut files);
    templates(&folder("functions"), &mut files);
    assert!(files.len() > 3);
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let tight: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for refused in [
            "|safe",
            "| safe",
            "<style",
            " style=\"",
            " onclick",
            " onchange",
            " onload",
            "javascript:",
        ] {
            assert!(!tight.contains(refused), "{} has {refused}", file.display());
        }
        let scripts = tight.matches("<script").count();
        let external = tight.matches("<script type=\"module\" src=\"").count();
        assert_eq!(scripts, external, "{} has an inline script", file.display());
    }
}

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

fn templates(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            templates(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            found.push(path);
        }
    }
}
