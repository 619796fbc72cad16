use serde_json::json;

use super::*;

static LETTER: Template = Template::new(
    r#"#import "/house.typ": *
#let given = json("/data.json")
#show: sheet.with(title: given.title, marking: given.marking, on: "2026-11-24", foot: given.foot)
= #text(given.title)
#prose(given.words)
#if given.replaced [Some characters cannot be printed.]
"#,
);

fn letter(words: &str) -> Value {
    json!({"title": "A letter", "marking": "OFFICIAL", "foot": "For nobody", "words": words})
}

#[test]
fn the_same_content_gives_the_same_bytes_and_other_content_others() {
    let first = LETTER.render(letter("one")).unwrap();
    assert_eq!(LETTER.render(letter("one")).unwrap(), first);
    assert_ne!(LETTER.render(letter("two")).unwrap().pdf, first.pdf);
    assert_eq!(first.pages, 1);
}

#[test]
fn templates_do_not_get_in_each_others_way() {
    static OTHER: Template = Template::new("#set document(title: \"Other\")\n= Other\nwords");
    let first = LETTER.render(letter("one")).unwrap();
    let other = OTHER.render(json!({})).unwrap();
    assert_ne!(first.pdf, other.pdf);
    assert_eq!(LETTER.render(letter("one")).unwrap(), first);
}

#[test]
fn the_world_is_closed() {
    for reach in [
        "#read(\"/etc/hostname\")",
        "#read(\"/fonts/LICENSE.txt\")",
        "#import \"@preview/example:0.1.0\": add",
        "#image(\"/x.png\")",
    ] {
        let text: &'static str = Box::leak(reach.to_owned().into_boxed_str());
        let fault = Template::new(text).render(json!({})).unwrap_err();
        assert!(matches!(fault, RenderFault::Typeset(_)), "{reach}: {fault}");
    }
    assert_eq!(LETTER.render(json!("words")), Err(RenderFault::Json));
}
