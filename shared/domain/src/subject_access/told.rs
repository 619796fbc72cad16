//! What stands in a referral, report or application that somebody may be given, and whose it is (R12.1).

use chrono::NaiveDate;

use super::{About, Item, Matched, SubjectAccess, Words, form_items, own_record};
use crate::{
    Entry, Line,
    case_review::{self, application::Application},
    referral::{self, Referral, form::Form, report::Report},
    time,
};

/// What something beside cases holds of the person of a request.
#[derive(Debug, Clone)]
pub struct Told {
    /// By what they were found; `None` when it no longer says anything of them.
    pub matched: Option<Matched>,
    /// What is recorded of them, a line each.
    pub recorded: Vec<(&'static str, String)>,
    /// Every text, oldest first.
    pub items: Vec<Item>,
    /// What is taken out of the texts.
    pub words: Words,
}

impl SubjectAccess {
    /// What a referral or report holds, from its arrival to what was decided on it.
    pub fn told_in_referral(
        &self,
        referral: &Referral,
        journal: &[Entry<referral::Event>],
    ) -> Told {
        let about = &self.about;
        let referrer = (!referral.is_public()).then_some(referral.referrer_name.as_str());
        let staff = staff(journal).chain(referrer);
        let first = journal.first().and_then(|entry| entry.event.as_ref());
        let stands = first.and_then(|event| about.stands_in_referral(event));
        let (recorded, words) = match first {
            Some(referral::Event::Received { form, .. }) => self.of_form(form, staff),
            Some(referral::Event::Reported { report, .. }) => self.of_report(report, staff),
            _ => Default::default(),
        };
        let mut items = Vec::new();
        for entry in journal {
            items.extend(form_items(referral, entry));
            let texts = entry.event.iter().flat_map(later_of_referral);
            items.extend(numbered(&referral.reference, entry, texts));
        }
        Told {
            matched: stands.map(|stands| stands.matched),
            recorded,
            items,
            words,
        }
    }

    /// What an application for a case review holds, from its arrival to its end.
    pub fn told_in_case_review(
        &self,
        reference: &str,
        journal: &[Entry<case_review::Event>],
    ) -> Told {
        let staff = staff(journal);
        let first = journal.first().and_then(|entry| entry.event.as_ref());
        let stands = first.and_then(|event| self.about.stands_in_case_review(event));
        let (recorded, words) = match first {
            Some(case_review::Event::Applied { application, .. }) => {
                self.of_application(application, staff)
            }
            _ => Default::default(),
        };
        let texts = |entry| (entry, texts_of_review(entry));
        let items = journal.iter().map(texts);
        Told {
            matched: stands.map(|stands| stands.matched),
            recorded,
            items: items
                .flat_map(|(entry, texts)| numbered(reference, entry, texts))
                .collect(),
            words,
        }
    }

    fn added(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(Line::as_str)
    }

    fn of_form<'a>(
        &self,
        form: &Form,
        staff: impl Iterator<Item = &'a str>,
    ) -> (Vec<(&'static str, String)>, Words) {
        let surest = self
            .about
            .surest(&form.subjects)
            .map(|(matched, _)| matched);
        let is_own = |subject: &_| surest.is_some() && self.about.matched(subject) == surest;
        let own = form.subjects.iter().filter(|subject| is_own(subject));
        let recorded = own.flat_map(own_record).collect();
        // What the reviewer added goes, whoever wrote it.
        let others: Vec<&str> = staff.collect();
        let words = Words::of(&form.subjects, is_own, others, self.added());
        (recorded, words)
    }

    fn of_report<'a>(
        &'a self,
        report: &'a Report,
        staff: impl Iterator<Item = &'a str>,
    ) -> (Vec<(&'static str, String)>, Words) {
        let about = &self.about;
        let mut names = Names::of(about);
        let mut recorded = Vec::new();
        if let Some(reporter) = &report.reporter
            && names.takes(&reporter.name)
        {
            recorded.extend(contact(
                &reporter.name,
                reporter.way.label(),
                &reporter.reach,
            ));
            recorded.push(("What they are to it", reporter.standing.label().to_owned()));
            recorded.extend(mind(reporter.mind.as_ref()));
        } else if let Some(reporter) = &report.reporter {
            names.reach(&reporter.reach);
        }
        if let Some(who) = &report.who {
            names.takes(who);
        }
        (recorded, names.words(staff, self.added()))
    }

    fn of_application<'a>(
        &'a self,
        application: &'a Application,
        staff: impl Iterator<Item = &'a str>,
    ) -> (Vec<(&'static str, String)>, Words) {
        let mut names = Names::of(&self.about);
        let mut recorded = Vec::new();
        let applicant = &application.contact;
        if names.takes(&applicant.name) {
            recorded.extend(contact(
                &applicant.name,
                applicant.way.label(),
                &applicant.reach,
            ));
            let post = applicant.post.as_ref();
            recorded.extend(post.map(|post| ("Postal address", post.to_string())));
            recorded.push(("Who applies", application.applicant.label().to_owned()));
            recorded.extend(mind(applicant.mind.as_ref()));
        } else {
            names.reach(&applicant.reach);
            if let Some(post) = &applicant.post {
                names.reach(post);
            }
        }
        if let Some(behalf) = &application.behalf
            && names.takes(&behalf.victim)
        {
            recorded.push(("Named as the victim", behalf.victim.to_string()));
        }
        (recorded, names.words(staff, self.added()))
    }
}

/// People of staff who wrote; what stands for the public or a job is no name.
fn staff<E>(journal: &[Entry<E>]) -> impl Iterator<Item = &str> {
    let actors = journal.iter().map(|entry| &entry.header.actor);
    let people = actors.filter(|actor| actor.person().is_some());
    people.map(|actor| actor.name())
}

/// Names in something that holds nothing else of people: the person's own, and others'.
struct Names<'a> {
    about: &'a About,
    own: Vec<&'a str>,
    others: Vec<&'a str>,
    /// Where others can be reached.
    reached: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn of(about: &'a About) -> Self {
        Self {
            about,
            own: vec![about.name.as_str()],
            others: Vec::new(),
            reached: Vec::new(),
        }
    }

    /// Takes a name in; whether it may be the person's own.
    fn takes(&mut self, name: &'a Line) -> bool {
        let own = self.about.may_be(name);
        let names = if own { &mut self.own } else { &mut self.others };
        names.push(name.as_str());
        own
    }

    /// Takes in where somebody else can be reached.
    fn reach(&mut self, reach: &'a Line) {
        self.reached.push(reach.as_str());
    }

    fn words(
        self,
        staff: impl Iterator<Item = &'a str>,
        added: impl Iterator<Item = &'a str>,
    ) -> Words {
        let added: Vec<&str> = added.chain(self.reached).collect();
        Words::by_name(self.own, (staff, self.others), added)
    }
}

fn contact(name: &Line, way: &str, reach: &Line) -> [(&'static str, String); 2] {
    [
        ("Name", name.to_string()),
        ("Safe contact", format!("{way}: {reach}")),
    ]
}

fn mind(mind: Option<&Line>) -> Option<(&'static str, String)> {
    mind.map(|mind| ("What to mind", mind.to_string()))
}

fn numbered<E>(
    reference: &str,
    entry: &Entry<E>,
    texts: impl IntoIterator<Item = (&'static str, String)>,
) -> Vec<Item> {
    let texts = texts.into_iter().enumerate();
    let texts = texts.map(|(part, (what, text))| Item {
        key: format!("{reference}-{}-{part}", entry.header.seq),
        on: time::london_date(entry.header.at),
        what,
        agency: entry.header.actor.agency().cloned(),
        text: Some(text),
    });
    texts.collect()
}

/// What was written of a referral that led to a case after it arrived, beside why it did: the case says
/// that itself.
pub fn later_items(referral: &Referral, entry: &Entry<referral::Event>) -> Vec<Item> {
    use referral::Event;
    let event = entry.event.iter();
    let event =
        event.filter(|event| !matches!(event, Event::Accepted { .. } | Event::Joined { .. }));
    numbered(
        &referral.reference,
        entry,
        event.flat_map(later_of_referral),
    )
}

/// What was written of a referral after it arrived. Total: a new kind of event does not compile without an
/// answer.
fn later_of_referral(event: &referral::Event) -> Vec<(&'static str, String)> {
    use referral::Event;
    match event {
        Event::MoreAsked { question } => {
            vec![("What the referrer was asked", question.to_string())]
        }
        Event::MoreAnswered { answer } => vec![("What the referrer answered", answer.to_string())],
        Event::Accepted { reason, .. } | Event::Joined { reason, .. } => {
            vec![("Why it was taken on", reason.to_string())]
        }
        Event::Signposted { forum, reason } => {
            vec![("Why it was sent on", format!("{forum}: {reason}"))]
        }
        Event::Declined { reason } => vec![("Why it was not taken on", reason.to_string())],
        Event::EvidenceFiled { kind, shows, .. } => {
            let shows = shows.as_ref();
            let shows = shows.map_or_else(String::new, |shows| format!(": {shows}"));
            vec![(
                "What the sender said of a file",
                format!("{}{shows}", kind.label()),
            )]
        }
        // What arrived is read by itself; messages about it and how long it is kept are about staff.
        Event::Received { .. }
        | Event::Reported { .. }
        | Event::EvidenceKept { .. }
        | Event::EvidenceRefused { .. }
        | Event::NoticeReturned(_)
        | Event::NoticeSettled(_)
        | Event::Retention(_)
        | Event::Erased(_) => Vec::new(),
    }
}

/// The texts of an application and of its review. Total, as above.
fn texts_of_review(entry: &Entry<case_review::Event>) -> Vec<(&'static str, String)> {
    use case_review::Event;
    let Some(event) = &entry.event else {
        return Vec::new();
    };
    match event {
        Event::Applied { application, .. } => application_texts(application),
        Event::ThresholdDecided {
            judgement, reason, ..
        } => {
            let judged = judgement.iter().flat_map(|judgement| {
                [
                    (
                        "How persistent it was judged",
                        judgement.persistence.to_string(),
                    ),
                    ("How harmful it was judged", judgement.harm.to_string()),
                    (
                        "Whether the response was adequate",
                        judgement.adequacy.to_string(),
                    ),
                ]
            });
            let reason = ("Why the threshold was decided", reason.to_string());
            judged.chain([reason]).collect()
        }
        Event::AccountTaken { agency, account } => {
            vec![("What an agency did", format!("{agency}: {account}"))]
        }
        Event::ComplaintsChecked { reason, .. } => {
            vec![("Complaints checked", reason.to_string())]
        }
        Event::VictimHeard { attendance, note } => vec![(
            "How the victim took part",
            format!("{}: {note}", attendance.label()),
        )],
        Event::Recommended {
            to, recommendation, ..
        } => {
            vec![("Recommendation", format!("{to}: {recommendation}"))]
        }
        Event::Called(sitting) => vec![(
            "When and where the agencies meet",
            format!("{}, {}", time::long_time(sitting.starts_at), sitting.place),
        )],
        Event::Unlinked { reason } => {
            vec![("Why a case had nothing to do with it", reason.to_string())]
        }
        Event::Concluded { outcome } => vec![("How the review ended", outcome.to_string())],
        Event::Withdrawn { reason } => vec![("Why it was withdrawn", reason.to_string())],
        Event::Acknowledged {}
        | Event::Linked(_)
        | Event::LetterSent { .. }
        | Event::LetterUnsent { .. }
        | Event::NoticeReturned(_)
        | Event::NoticeSettled(_)
        | Event::Retention(_)
        | Event::Reminded(_)
        | Event::Erased(_) => Vec::new(),
    }
}

fn application_texts(application: &Application) -> Vec<(&'static str, String)> {
    let long = |on: NaiveDate| time::long_date(on);
    let complaints = application.complaints.iter().map(|complaint| {
        let (happened, told) = (long(complaint.happened_on), long(complaint.complained_on));
        let text = format!(
            "{happened}, told to {} on {told}: {}",
            complaint.to, complaint.what
        );
        ("Application: complaint", text)
    });
    let consent = application.behalf.iter();
    let consent = consent.map(|behalf| ("Application: consent", behalf.consent.to_string()));
    [("Application: where", application.place.to_string())]
        .into_iter()
        .chain(complaints)
        .chain([
            (
                "Application: how many complained",
                application.people.to_string(),
            ),
            ("Application: harm", application.harm.to_string()),
            (
                "Application: what was done",
                application.response.to_string(),
            ),
            (
                "Application: taking part",
                application.attendance.label().to_owned(),
            ),
        ])
        .chain(consent)
        .collect()
}
