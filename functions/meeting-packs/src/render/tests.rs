use std::{
    io::Write,
    process::{Command, Stdio},
};

use domain::{
    case::EntryKind,
    pack::{Pack, PackEntry},
};
use unicode_normalization::UnicodeNormalization;

use super::{render, sample};

/// The text of a PDF as `pdftotext`, of poppler-utils, reads it.
fn text(pdf: &[u8]) -> String {
    let mut reader = Command::new("pdftotext")
        .args(["-raw", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext, of poppler-utils; tests/run installs it");
    reader.stdin.take().unwrap().write_all(pdf).unwrap();
    let read = reader.wait_with_output().unwrap();
    String::from_utf8(read.stdout).unwrap()
}

/// The words of a text, however its lines are broken.
fn flat(text: &str) -> String {
    text.split_whitespace().collect()
}

fn holds(pdf: &[u8], needle: &[u8]) -> bool {
    pdf.windows(needle.len()).any(|window| window == needle)
}

/// A pack of one case whose every free text is `words`.
fn saying(words: &str) -> Pack {
    let mut pack = sample::pack(5);
    pack.cases.retain(|case| case.reference == "RUN-2026-0037");
    pack.action_log.truncate(2);
    pack.agenda.iter_mut().for_each(|section| {
        section
            .items
            .retain(|item| pack.cases.iter().any(|case| case.id == item.case));
        section.items.iter_mut().for_each(|item| {
            item.headline = words.into();
            item.reason = Some(words.into());
        });
    });
    pack.meeting.place = words.into();
    pack.recipient.name = words.into();
    for logged in &mut pack.action_log {
        logged.action.what = words.into();
        logged.action.person = Some(words.into());
    }
    for case in &mut pack.cases {
        case.headline = words.into();
        case.lead = words.into();
        case.agencies = vec![words.into()];
        case.summary = Some(words.into());
        case.risk_rationale = Some(words.into());
        case.closure = Some(words.into());
        for power in &mut case.powers {
            power.respondent = Some(words.into());
            power.agency = words.into();
            power.conditions = vec![words.into()];
        }
        for subject in &mut case.subjects {
            subject.name = words.into();
            subject.aliases = Some(words.into());
            subject.address = Some(words.into());
        }
        for action in &mut case.actions {
            action.what = words.into();
            action.detail = Some(words.into());
            action.result = Some(words.into());
        }
        for decision in &mut case.decisions {
            decision.decision = words.into();
            decision.rationale = words.into();
        }
        for entry in &mut case.chronology {
            entry.text = Some(words.into());
        }
    }
    pack
}

#[test]
fn the_same_pack_gives_the_same_bytes() {
    let pack = sample::pack(3);
    let rendered = render(&pack).unwrap();
    assert_eq!(render(&pack).unwrap(), rendered);
    // The value that is stored beside the document gives the document again.
    let json = serde_json::to_vec(&pack).unwrap();
    let read: Pack = serde_json::from_slice(&json).unwrap();
    assert_eq!(render(&read).unwrap(), rendered);
}

#[test]
fn another_recipient_gets_another_document() {
    let pack = sample::pack(1);
    let mut other = pack.clone();
    other.disclosure = "D-000000000000".into();
    assert_ne!(render(&pack).unwrap().pdf, render(&other).unwrap().pdf);
}

#[test]
fn the_document_is_accessible_by_its_own_account() {
    let rendered = render(&sample::pack(3)).unwrap();
    let pdf = &rendered.pdf;
    assert!(rendered.pages > 4, "{} pages", rendered.pages);
    for needle in [
        "<pdfuaid:part>1</pdfuaid:part>",
        "/MarkInfo",
        "/StructTreeRoot",
        "/Outlines",
        "/Lang",
        "/DisplayDocTitle true",
        "Runnymede CHaRMM, Tuesday 24 November 2026",
    ] {
        assert!(holds(pdf, needle.as_bytes()), "{needle}");
    }
}

#[test]
fn every_page_bears_the_marking_the_recipient_and_its_number() {
    let rendered = render(&sample::pack(3)).unwrap();
    let text = text(&rendered.pdf);
    let pages: Vec<_> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert_eq!(pages.len(), rendered.pages);
    for (page, number) in pages.iter().zip(1..) {
        assert!(
            page.matches("OFFICIAL-SENSITIVE").count() >= 2,
            "page {number}"
        );
        assert!(page.contains("Prepared for Surrey Police. Disclosure D-4F09A1C2B3D4"));
        assert!(
            page.contains(&format!("Page {number} of {}", rendered.pages)),
            "page {number}"
        );
    }
    let agenda = text.find("1. Action log").unwrap();
    let case = text.find("Why the case was taken on").unwrap();
    assert!(agenda < case, "the agenda comes first");
}

#[test]
fn what_people_write_is_printed_and_never_obeyed() {
    for words in [
        "#eval(\"1 + 1\") #panic() #import \"x\": y #read(\"/etc/passwd\") #sys.version",
        "$x^2$ *bold* _emph_ `raw` <b>label</b> @ref = Heading - item + item / term: x",
        "back\\slash \\u{41} {json} \"quote\" 'single' ~ // gone? /* gone? */",
        "-- --- ... :: ; #h(1cm) #[content] ```typ #pagebreak()``` https://evil.example/a",
        "<script>alert(1)</script> &amp; ${jndi:ldap} %s %n \u{2028}",
    ] {
        let rendered = render(&saying(words)).unwrap();
        let text = text(&rendered.pdf);
        let wanted = flat(&words.replace('\u{2028}', "□"));
        // Several columns print it, and at least the passages print it in one piece.
        assert!(flat(&text).matches(&wanted).count() >= 3, "{words}\n{text}");
    }
}

#[test]
fn very_long_words_and_texts_flow_on() {
    let word = "x".repeat(600);
    let short = render(&saying("word")).unwrap();
    let long = render(&saying(&word)).unwrap();
    assert!(long.pages > short.pages);
    let passage = "A sentence about the case that goes on.\n\n".repeat(30);
    assert!(render(&saying(&passage)).unwrap().pages > short.pages);
    let text = text(&long.pdf);
    // Nothing ran off the page: all of it is there, as often as it was given.
    assert!(flat(&text).matches('x').count() > 10 * word.len());
}

#[test]
fn characters_that_the_fonts_lack_are_replaced_where_they_can_be_seen() {
    let words = "😀 محمد 中文 \u{e000} \u{feff}\u{0} Łódź Đặng Ωμέγα Київ שלום";
    let rendered = render(&saying(words)).unwrap();
    let plain = render(&saying("Łódź")).unwrap();
    let (text, plain) = (text(&rendered.pdf), text(&plain.pdf));
    assert!(
        text.contains("□ □□□□ □□ □ □ Łódź Đặng Ωμέγα Київ"),
        "{text}"
    );
    assert!(text.contains("stands for a character that cannot be printed here"));
    assert!(!plain.contains("stands for a character"));
}

#[test]
fn accents_sent_apart_from_their_letters_are_printed() {
    let apart: String = "Nguyễn Żółć Ångström й".nfd().collect();
    let rendered = render(&saying(&apart)).unwrap();
    let text = text(&rendered.pdf);
    assert!(text.contains("Nguyễn Żółć Ångström й"), "{text}");
    // An accent that the font cannot set on this letter is told like any other lack.
    assert!(render(&saying("x\u{302} e\u{301}\u{301} \u{301}alone")).is_ok());
}

/// Every character there is, alone and in company: none makes a pack fail.
#[test]
fn no_character_keeps_a_pack_from_being_made() {
    let characters: Vec<char> = (0..=0x2_ffff)
        .chain(0xe_0000..0xe_0200)
        .filter_map(char::from_u32)
        .collect();
    let mut pack = saying("word");
    let entry = pack.cases[0].chronology[0].clone();
    pack.cases[0].chronology = characters
        .chunks(4_096)
        .map(|chunk| {
            let mut text: String = chunk.iter().collect();
            // All unprintable ones look the same; a few are enough.
            let printed = chunk.iter().filter(|c| paper::prints(**c).unwrap());
            text.truncate(
                text.char_indices()
                    .nth(200)
                    .map_or(text.len(), |(at, _)| at),
            );
            for c in printed {
                text.extend([' ', *c, 'a', *c, *c]);
            }
            PackEntry {
                text: Some(text),
                ..entry.clone()
            }
        })
        .collect();
    assert!(render(&pack).is_ok());
}

#[test]
fn an_empty_pack_says_so() {
    let mut pack = sample::pack(0);
    pack.since = None;
    let rendered = render(&pack).unwrap();
    let text = text(&rendered.pdf);
    for words in [
        "There are no actions to report on.",
        "There are no new referrals.",
        "No cases are due for review.",
        "No closures are proposed.",
    ] {
        assert!(text.contains(words), "{words}");
    }
    assert_eq!(rendered.pages, 1);
}

#[test]
fn withdrawn_entries_and_cases_left_out_are_told() {
    let mut pack = sample::pack(5);
    pack.totals.missing_cases = 1;
    pack.cases[2].chronology[0].text = None;
    pack.cases[2].earlier_entries = 17;
    pack.cases[1].chronology[0].kind = EntryKind::Letter;
    let rendered = render(&pack).unwrap();
    let text = text(&rendered.pdf);
    let text = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('’', "'");
    for words in [
        "3 further cases on the meeting's agenda are not shared with your agency.",
        "1 case is missing: it could not be read when this pack was made. Ask the coordinator.",
        "Withdrawn by the agency that recorded it.",
        "17 earlier entries are on the case's own page.",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

/// R2.2, R2.3, R2.7.
#[test]
fn the_score_and_the_plan_are_printed() {
    let rendered = render(&sample::pack(5)).unwrap();
    let text = text(&rendered.pdf);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Scored 26 of 49",
        "Risk to be scored again: it was due by 10 November 2026",
        "Nobody on the landing is threatened",
        "Who answers for it",
        "OVERDUE",
        "2 measures that ended before the last meeting are on the case's own page.",
    ] {
        assert!(text.replace('’', "'").contains(words), "{words}");
    }
}

/// R6.1, R6.5: what stands on the ladder, and what falls due.
#[test]
fn tools_and_powers_are_printed() {
    let rendered = render(&sample::pack(3)).unwrap();
    let text = text(&rendered.pdf);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Tools and powers",
        "Criminal behaviour order",
        "Jordan Fictitious",
        "IN FORCE",
        "Granted: not to enter Station Road between 8pm and 7am",
        "PAST",
        "Community protection warning",
        "Not listed on the case",
        "2 tools or powers that ended before the last meeting are on the case's own page.",
    ] {
        assert!(text.replace('’', "'").contains(words), "{words}\n{text}");
    }
}
