//! A mapping to begin with, from the headings of a sheet.
//!
//! What headings usually mean is proposed; the ground on which agencies see the cases is not: somebody
//! has to choose it, and until then the mapping is refused.

use std::fmt::Write;

use crate::file::{BadFile, Row, read};

/// What headings are usually called, by what they give.
const USUAL: &[(&str, &[&str])] = &[
    (
        "reference",
        &[
            "ref",
            "reference",
            "case ref",
            "case reference",
            "case no",
            "case number",
            "id",
            "case id",
            "urn",
        ],
    ),
    ("kind", &["type", "case type", "kind", "person or place"]),
    (
        "headline",
        &[
            "what", "issue", "headline", "asb type", "category", "nature", "problem",
        ],
    ),
    (
        "summary",
        &["summary", "description", "details", "background"],
    ),
    (
        "notes",
        &["notes", "comments", "update", "updates", "actions taken"],
    ),
    ("behaviours", &["behaviours", "behaviour"]),
    (
        "vulnerable_victim",
        &["vulnerable victim", "vulnerable", "vulnerability"],
    ),
    (
        "opened_on",
        &[
            "opened",
            "opened on",
            "date opened",
            "open date",
            "start date",
            "date received",
            "received",
            "referral date",
            "date of referral",
            "referred on",
        ],
    ),
    ("status", &["status", "case status", "open closed", "state"]),
    (
        "closed_on",
        &[
            "closed",
            "closed on",
            "date closed",
            "close date",
            "closure date",
            "end date",
        ],
    ),
    ("outcome", &["outcome", "result", "closure outcome"]),
    (
        "closing_reason",
        &[
            "closure reason",
            "reason for closure",
            "closing reason",
            "reason closed",
        ],
    ),
    ("rag", &["rag", "rag rating", "rag status"]),
    ("risk", &["risk", "risk level", "risk rating", "risk band"]),
    (
        "next_review_on",
        &[
            "next review",
            "review date",
            "next review date",
            "review due",
        ],
    ),
    ("lead", &["lead", "lead agency", "lead organisation"]),
    (
        "agencies",
        &[
            "agencies",
            "partners",
            "agencies involved",
            "partner agencies",
        ],
    ),
    (
        "name",
        &[
            "name",
            "full name",
            "perpetrator",
            "perpetrators",
            "subject",
            "subjects",
            "perpetrator name",
            "subject name",
        ],
    ),
    (
        "given_name",
        &[
            "first name",
            "firstname",
            "forename",
            "forenames",
            "given name",
        ],
    ),
    (
        "family_name",
        &["surname", "last name", "lastname", "family name"],
    ),
    ("aliases", &["alias", "aliases", "aka", "known as"]),
    (
        "born_on",
        &["dob", "date of birth", "d o b", "birth date", "born"],
    ),
    (
        "address",
        &["address", "full address", "location", "home address"],
    ),
    ("postcode", &["postcode", "post code"]),
    ("uprn", &["uprn"]),
    ("role", &["role"]),
    ("convicted", &["convicted"]),
    (
        "victims",
        &[
            "victim",
            "victims",
            "complainant",
            "complainants",
            "victim name",
        ],
    ),
    ("witnesses", &["witness", "witnesses"]),
];

/// A mapping in TOML for a file of this name.
///
/// **Errors:** the file is refused as a whole.
pub fn propose((name, bytes): (&str, &[u8])) -> Result<String, BadFile> {
    let mut headings: Option<Row> = None;
    read((name, bytes), &crate::Choice::default(), &mut |row| {
        headings.get_or_insert(row);
        std::ops::ControlFlow::Break(())
    })?;
    let headings = headings.ok_or(BadFile::Empty)?;
    Ok(written(&headings.cells))
}

/// What a heading usually gives.
pub(crate) fn usual(heading: &str) -> Option<&'static str> {
    let letters = heading.to_lowercase();
    let letters: String = letters
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                ' '
            }
        })
        .collect();
    let words: Vec<&str> = letters.split_whitespace().collect();
    let plain = words.join(" ");
    let known = USUAL
        .iter()
        .find(|(_, names)| names.contains(&plain.as_str()));
    known.map(|(gives, _)| *gives)
}

fn written(headings: &[String]) -> String {
    let mut text = String::from(
        "# Proposed from the headings: look at every line, and fill in what begins with #.\n\n\
         # What the list is called. A case is known by this and its reference: keep it as it is.\n\
         # source = \"Our case list\"\n\n\
         # On which ground the agencies on a case see it (docs/import.md lists them), and why.\n\
         # gateway = \"crime_and_disorder\"\n\
         # reason = \"Worked on together before this system\"\n\n\
         # The short name of the agency that leads where a row names none.\n\
         # lead = \"our-council\"\n\n\
         [defaults]\n\
         headline = \"Anti-social behaviour\"\n",
    );
    let mut given: Vec<&str> = Vec::new();
    for heading in headings.iter().filter(|heading| !heading.is_empty()) {
        let quoted = toml::Value::String(heading.clone());
        match usual(heading).filter(|gives| !given.contains(gives)) {
            Some(gives) => {
                given.push(gives);
                let _ = write!(
                    text,
                    "\n[[column]]\nheading = {quoted}\ngives = \"{gives}\"\n"
                );
            }
            None => {
                let heading = heading.replace(['\n', '\r'], " ");
                let _ = write!(
                    text,
                    "\n# Nothing is taken from this column unless you say what it gives: {heading}\n"
                );
            }
        }
    }
    text.push_str(
        "\n# What agencies are called in the list, where it is not their name.\n[agencies]\n# \"Police\" = \"surrey-police\"\n",
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Mapping, mapping::Gives};

    const HEADINGS: &str = "Case Ref.,D.O.B,First Name,SURNAME,Date opened,\"Officer \"\"X\"\"\nnotes\",Post-code,Opened\n";

    #[test]
    fn what_headings_usually_mean_is_proposed_and_what_must_be_chosen_is_left_open() {
        let text = propose(("list.csv", format!("{HEADINGS}1,,,,,,,\n").as_bytes())).unwrap();
        assert!(
            Mapping::read(&text)
                .unwrap_err()
                .to_string()
                .contains("source"),
            "{text}"
        );
        let chosen = text
            .replace("# source", "source")
            .replace("# gateway", "gateway")
            .replace("# reason", "reason")
            .replace("# lead", "lead");
        let mapping = Mapping::read(&chosen).unwrap();
        let gives: Vec<Gives> = mapping.columns.iter().map(|column| column.gives).collect();
        let wanted = [
            Gives::Reference,
            Gives::BornOn,
            Gives::GivenName,
            Gives::FamilyName,
            Gives::OpenedOn,
            Gives::Postcode,
        ];
        assert_eq!(gives, wanted, "each once");
        assert!(text.contains(
            "Nothing is taken from this column unless you say what it gives: Officer \"X\" notes"
        ));
    }

    #[test]
    fn everything_that_is_proposed_can_be_read() {
        for (gives, names) in USUAL {
            let column = format!("heading = \"x\"\ngives = \"{gives}\"");
            assert!(
                toml::from_str::<crate::mapping::Column>(&column).is_ok(),
                "{gives}"
            );
            for name in *names {
                assert_eq!(usual(name), Some(*gives), "no name stands for two things");
            }
        }
    }
}
