use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::{
    Note,
    law::{Adopted, Commenced, Effect, Kind, Verdict, rule},
};

#[derive(Deserialize)]
struct File {
    group: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    power: Power,
    act: Act,
    #[serde(default)]
    facts: Facts,
    examples: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    say: String,
    on: NaiveDate,
    #[serde(default)]
    facts: Facts,
    #[serde(default)]
    without: Vec<Key>,
    #[serde(default)]
    commenced: BTreeMap<String, NaiveDate>,
    is: Verdict,
    by: String,
    s: String,
    statute: Option<Verdict>,
}

const FILES: [&str; 5] = [
    include_str!("../../rules/examples/injunction.toml"),
    include_str!("../../rules/examples/cbo.toml"),
    include_str!("../../rules/examples/cpn.toml"),
    include_str!("../../rules/examples/places.toml"),
    include_str!("../../rules/examples/other.toml"),
];

static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    let read = |text: &&str| toml::from_str::<File>(text).unwrap().group;
    FILES.iter().flat_map(read).collect()
});

fn groups() -> &'static [Group] {
    &GROUPS
}

fn adopted(commenced: &BTreeMap<String, NaiveDate>) -> Adopted {
    let entered = |on: &NaiveDate| Commenced {
        on: *on,
        read_in: Note::parse("SI 2027/1").unwrap(),
        by: "Alex Example".to_owned(),
        entered_on: *on,
        first_entered_on: None,
    };
    let commenced = commenced.iter().map(|(id, on)| (id.clone(), entered(on)));
    Adopted {
        commenced: commenced.collect(),
        ..Adopted::default()
    }
}

impl Example {
    fn facts(&self, group: &Group) -> Facts {
        let mut facts = group.facts.with(&self.facts);
        self.without
            .iter()
            .for_each(|key| drop(facts.0.remove(key)));
        facts
    }

    fn ruling(&self, group: &Group) -> Ruling {
        let adopted = adopted(&self.commenced);
        judge(
            group.power,
            group.act,
            &self.facts(group),
            Law::on(self.on, &adopted),
        )
    }
}

/// Issue: at least 150 examples, each citing its section; the rules say what the words say.
#[test]
fn the_worked_examples_come_out_as_the_law_says() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for group in groups() {
        for example in &group.examples {
            count += 1;
            if let Some(fault) = fault(group, example) {
                wrong.push(format!(
                    "{:?} {:?} – {}: {fault}",
                    group.power, group.act, example.say
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(count >= 150, "{count} examples");
}

fn fault(group: &Group, example: &Example) -> Option<String> {
    let ruling = example.ruling(group);
    let told =
        |effect| -> BTreeSet<&str> { ruling.of(effect).map(|found| found.rule.as_str()).collect() };
    let said: BTreeSet<&str> = example.by.split(' ').collect();
    let effect = match example.is {
        Verdict::Permitted => Effect::Permits,
        Verdict::Warned => Effect::Warns,
        Verdict::Blocked => Effect::Blocks,
    };
    let by = match example.is {
        Verdict::Permitted => said.is_subset(&told(effect)),
        Verdict::Warned | Verdict::Blocked => said == told(effect),
    };
    let cited = is_cited(example);
    let statute = example
        .statute
        .is_none_or(|statute| ruling.verdict_of(Kind::Statute) == statute);
    let right = ruling.verdict() == example.is && by && cited && statute;
    (!right).then(|| {
        let all = ruling
            .findings
            .iter()
            .map(|found| format!("{} {:?} “{}”", found.rule, found.effect, found.text));
        format!(
            "{:?} (cited {cited}) {}",
            ruling.verdict(),
            all.collect::<Vec<_>>().join("; ")
        )
    })
}

/// Whether each rule that is named cites the section: one for all, or one for each in their order.
fn is_cited(example: &Example) -> bool {
    let rules: Vec<&str> = example.by.split(' ').collect();
    let sections: Vec<&str> = match example.s.split(" | ").collect::<Vec<_>>() {
        one if one.len() == 1 => one.repeat(rules.len()),
        each => each,
    };
    let cites = |(id, section): (&&str, &&str)| {
        !section.is_empty() && rule(id).is_some_and(|rule| rule.citation.contains(*section))
    };
    rules.len() == sections.len() && rules.iter().zip(&sections).all(cites)
}

#[test]
fn every_finding_names_its_rule_its_citation_and_its_facts() {
    for group in groups() {
        for example in &group.examples {
            for finding in example.ruling(group).findings {
                let rule = rule(&finding.rule).unwrap();
                assert_eq!(
                    (&finding.citation, finding.kind),
                    (&rule.citation, rule.kind)
                );
                assert!(
                    finding.text.ends_with('.') || finding.text.ends_with('?'),
                    "{}",
                    finding.text
                );
                assert!(!finding.facts.is_empty());
            }
        }
    }
}

#[test]
fn whatever_an_example_asks_a_form_asks() {
    for group in groups() {
        let asked = questions(group.power, group.act);
        for example in &group.examples {
            for key in example.facts.0.keys().chain(group.facts.0.keys()) {
                // Carried along from the case or from an earlier step.
                let carried = matches!(
                    key,
                    Key::BornOn
                        | Key::By
                        | Key::OnNotice
                        | Key::AppliedOn
                        | Key::MadeOn
                        | Key::CurrentUntil
                        | Key::CurrentUntilAt
                        | Key::EffectOn
                        | Key::Expedited
                        | Key::IssuedBy
                        | Key::IssuedUntilAt
                        | Key::LastPenaltyOn
                        | Key::YotConsulted
                );
                assert!(
                    carried || asked.contains(key),
                    "{:?} {:?} {key:?}",
                    group.power,
                    group.act
                );
            }
        }
    }
}

#[test]
fn a_value_is_read_as_it_is_entered() {
    for group in groups() {
        for (key, value) in group.facts.0.clone() {
            assert_eq!(
                Value::parse(key, &value.entered()),
                Ok(value.clone()),
                "{key:?}"
            );
            assert!(!value.words(key).is_empty());
        }
    }
    assert_eq!(Value::parse(Key::By, "nobody"), Err(BadFact::Choice));
    assert_eq!(Value::parse(Key::Until, "31/12/2026"), Err(BadFact::Date));
    assert_eq!(Value::parse(Key::Pounds, "10001"), Err(BadFact::Number));
    for key in Key::ALL {
        assert_eq!(Key::parse(key.value()), Some(*key));
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Examples 16 to 18 of the law, and more: when a CBO is reviewed (s.337).
#[test]
fn a_cbo_is_reviewed_while_they_are_under_18_at_the_end_of_the_period() {
    let adopted = Adopted::default();
    let reviews =
        |effect: &str, varied: Option<&str>, until: Option<&str>, born: &str| -> Vec<String> {
            let running = Running {
                expedited: false,
                power: Power::Cbo,
                effect_on: day(effect),
                varied_on: varied.map(day),
                until: until.map(day),
                born_on: Some(day(born)),
            };
            let all = due(&running, Law::on(day("2026-11-26"), &adopted));
            let reviews = all.iter().filter(|due| due.occasion == Occasion::CboReview);
            reviews.map(|due| due.on.to_string()).collect()
        };
    // Effect on 10 March 2026, 18 on 10 March 2027: by 9 March. 18 on 9 March: none.
    assert_eq!(
        reviews("2026-03-10", None, None, "2009-03-10"),
        ["2027-03-09"]
    );
    assert!(reviews("2026-03-10", None, None, "2009-03-09").is_empty());
    // Varied on 1 September 2026, still 17 on 31 August 2027.
    assert_eq!(
        reviews("2026-03-10", Some("2026-09-01"), None, "2009-09-15"),
        ["2027-08-31"]
    );
    // Each period follows the one before, until they are 18 or it ends.
    assert_eq!(
        reviews("2026-03-10", None, None, "2010-12-01"),
        ["2027-03-09", "2028-03-09"]
    );
    assert_eq!(
        reviews("2026-03-10", None, Some("2028-03-08"), "2010-12-01"),
        ["2027-03-09"]
    );
    assert_eq!(
        reviews("2026-03-10", None, Some("2028-03-09"), "2010-12-01").len(),
        2
    );
    assert_eq!(
        reviews("2024-02-29", None, None, "2008-06-01"),
        ["2025-02-28", "2026-02-28"]
    );
}

#[test]
fn what_runs_asks_for_attention_on_its_days() {
    let adopted = Adopted::default();
    let days = |power, effect: &str, until: &str, born: Option<&str>| -> Vec<(String, Occasion)> {
        let running = Running {
            expedited: false,
            power,
            effect_on: day(effect),
            varied_on: None,
            until: Some(day(until)),
            born_on: born.map(day),
        };
        let all = due(&running, Law::on(day("2026-11-26"), &adopted));
        all.into_iter()
            .map(|due| (due.on.to_string(), due.occasion))
            .collect()
    };
    let expect = |on: &str, occasion| (on.to_owned(), occasion);
    assert_eq!(
        days(Power::Abc, "2026-11-01", "2027-10-31", Some("2009-06-01")),
        [
            expect("2027-05-01", Occasion::AbcReview),
            expect("2027-06-01", Occasion::Turns18),
            expect("2027-10-31", Occasion::Expires),
        ]
    );
    assert_eq!(
        days(Power::Pspo, "2023-12-01", "2026-11-30", None),
        [expect("2026-11-30", Occasion::ApplyToExtend)]
    );
}

/// Whether a change of one fact can make nothing easier.
fn stricter(facts: &Facts) -> Vec<Facts> {
    let mut all = Vec::new();
    for key in Key::ALL {
        let known = facts.0.get(key).cloned();
        let mut put = |value: Option<Value>| {
            let mut changed = facts.clone();
            match value {
                Some(value) => changed.0.insert(*key, value),
                None => changed.0.remove(key),
            };
            all.push(changed);
        };
        match (key.helps(), known) {
            (Helps::Yes, Some(_)) => {
                put(Some(Value::Flag(false)));
                put(None);
            }
            (Helps::Hinders, _) => put(Some(Value::Flag(true))),
            (Helps::TheLess, Some(Value::Number(number))) => put(Some(Value::Number(number + 1))),
            (Helps::TheMore, Some(Value::Number(number))) => {
                put(Some(Value::Number(number.saturating_sub(1))));
                put(None);
            }
            // Not to know it is never better: a final order on notice against a person of no known
            // age is judged most strictly.
            // A body has no age to know.
            (Helps::Depends, Some(_)) if *key == Key::BornOn && facts.yes(Key::Body) => {}
            (Helps::Depends, Some(_)) if STRICTEST_UNKNOWN.contains(key) => put(None),
            _ => {}
        }
    }
    if facts.date(Key::BornOn).is_some() {
        // Who was born is no body.
        let mut changed = facts.clone();
        changed.0.insert(Key::Body, Value::Flag(true));
        all.push(changed);
    }
    all
}

const STRICTEST_UNKNOWN: [Key; 4] = [Key::BornOn, Key::OnNotice, Key::Interim, Key::WarnedOn];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// INVARIANT (stricter), from every worked example, on days around it.
    #[test]
    fn a_stricter_fact_never_turns_a_block_into_a_permit(pick in 0usize..10_000, shift in 0u64..1200) {
        let all: Vec<_> = groups().iter().flat_map(|group| group.examples.iter().map(move |each| (group, each))).collect();
        let (group, example) = all[pick % all.len()];
        let adopted = adopted(&example.commenced);
        let on = example.on - Days::new(600) + Days::new(shift);
        let law = Law::on(on, &adopted);
        let facts = example.facts(group);
        let before = judge(group.power, group.act, &facts, law).verdict();
        for changed in stricter(&facts) {
            let after = judge(group.power, group.act, &changed, law).verdict();
            prop_assert!(after >= before, "{} {:?} {:?}", example.say, facts, changed);
        }
    }

    /// Whatever is entered, every power and act has a verdict, and a power that is off is blocked.
    #[test]
    fn a_ruling_is_total(bits in any::<u64>(), shift in 0u64..8000) {
        let on = day("2010-01-01") + Days::new(shift);
        let adopted = Adopted::default();
        let mut facts = Facts::default();
        for (index, key) in Key::ALL.iter().enumerate() {
            if bits >> (index % 64) & 1 == 1 {
                let value = match key.shape() {
                    Shape::Flag => Value::Flag(bits >> ((index + 7) % 64) & 1 == 1),
                    Shape::Date => Value::Date(on - Days::new(bits % 9000)),
                    Shape::Time => Value::Time(on.and_hms_opt(12, 0, 0).unwrap()),
                    Shape::Number => Value::Number(u32::try_from(bits % 100).unwrap()),
                    Shape::Choice(list) => Value::Choice(list[index % list.len()].0.to_owned()),
                };
                facts.0.insert(*key, value);
            }
        }
        for power in Power::ALL {
            for act in power.acts() {
                let ruling = judge(*power, act, &facts, Law::on(on, &adopted));
                let new = [Power::RespectOrder, Power::YouthInjunction, Power::HousingInjunction];
                // Nobody needs a rule to consult, or to say that it came to nothing.
                let free = [Act::Consulted, Act::Refused, Act::Ended];
                if new.contains(power) && !free.contains(&act) {
                    prop_assert_eq!(ruling.verdict(), Verdict::Blocked, "{:?} {:?}", power, act);
                }
            }
        }
    }
}
