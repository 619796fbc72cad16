//! What an applicant sends, and how it is judged.

use chrono::NaiveDate;
use domain::{
    case_review::{Applicant, Application, Attendance, Complaint, Contact, OnBehalf},
    directory::Area,
    referral::report::Way,
};
use edge::{Fields, Given, Problem, body::Listed};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{choices, report::parse::postcode};

/// An application for an ASB Case Review (R7.1).
///
/// Texts are trimmed; an empty one counts as not given.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CaseReviewBody {
    /// Who applies.
    #[schema(schema_with = choices::applicant, required = true)]
    pub applicant: Option<String>,
    /// Their name.
    #[schema(value_type = String, required = true, max_length = 200, example = "Vic Sample")]
    pub name: Option<String>,
    /// How they can be reached safely.
    #[schema(schema_with = choices::way, required = true)]
    pub way: Option<String>,
    /// At which number or address.
    #[schema(value_type = String, required = true, max_length = 200, example = "1 Example Road, Addlestone")]
    pub reach: Option<String>,
    /// Where letters can safely be sent, when `way` is another one. Without it, and without an email,
    /// nothing is posted and what letters say is told.
    #[schema(value_type = String, max_length = 200, example = "1 Example Road, Addlestone, KT15 2AH")]
    pub post: Option<String>,
    /// When not to, or what else to mind.
    #[schema(value_type = String, max_length = 200, example = "Not after 6pm")]
    pub mind: Option<String>,
    /// The victim's name, when somebody else applies.
    #[schema(value_type = String, max_length = 200, example = "Sam Sample")]
    pub victim: Option<String>,
    /// How and when the victim agreed, when somebody else applies.
    #[schema(value_type = String, max_length = 5000, example = "She signed a letter on 2 November")]
    pub consent: Option<String>,
    /// Where it happens.
    #[schema(value_type = String, required = true, max_length = 200, example = "Example Court, Addlestone")]
    pub place: Option<String>,
    /// The postcode there; the area is found from it.
    #[schema(value_type = String, example = "KT15 2AH")]
    pub postcode: Option<String>,
    /// Code of the area, where the postcode is not known or does not lead to one.
    #[schema(value_type = String, example = "RUN")]
    pub area: Option<String>,
    /// The complaints that were made.
    #[schema(required = true, min_items = 1, max_items = 5)]
    pub complaints: Vec<ComplaintBody>,
    /// How many people complained, the applicant counted; 1 when left out.
    #[schema(value_type = i64, example = 1)]
    pub people: Option<Given<i64>>,
    /// The harm it does.
    #[schema(value_type = String, required = true, max_length = 5000, example = "I no longer sleep at home")]
    pub harm: Option<String>,
    /// What was done about it, and why that is not enough.
    #[schema(value_type = String, required = true, max_length = 5000, example = "One visit, and nobody called back")]
    pub response: Option<String>,
    /// Whether the victim wants to be there.
    #[schema(schema_with = choices::attendance, required = true)]
    pub attendance: Option<String>,
    /// Left empty by people; forms only.
    #[schema(ignore)]
    pub website: Option<String>,
    /// When the form was opened, sealed; forms only.
    #[schema(ignore)]
    pub opened: Option<String>,
    /// What this was saved as before; forms only.
    #[schema(ignore)]
    pub saved: Option<String>,
}

/// A complaint about anti-social behaviour.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ComplaintBody {
    /// The day of the behaviour.
    #[schema(value_type = String, required = true, format = Date, example = "2026-10-01")]
    pub happened_on: Option<String>,
    /// The day of the complaint.
    #[schema(value_type = String, required = true, format = Date, example = "2026-10-02")]
    pub complained_on: Option<String>,
    /// To whom: the council, the police, a landlord.
    #[schema(value_type = String, required = true, max_length = 200, example = "The council")]
    pub to: Option<String>,
    /// About what.
    #[schema(value_type = String, required = true, max_length = 5000, example = "Shouting until 3am")]
    pub what: Option<String>,
}

/// What was sent: a program's object, or a form's fields, of which `complaint1_to` is one of the
/// first complaint.
#[derive(Debug, Clone)]
pub(crate) struct Sent(pub(crate) CaseReviewBody);

impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let object = COMPLAINTS.gather(Map::deserialize(from)?);
        serde_json::from_value(Value::Object(object))
            .map(Self)
            .map_err(D::Error::custom)
    }
}

/// The complaints, of which a form has the fields one by one.
pub(crate) const COMPLAINTS: Listed = Listed {
    one: "complaint",
    all: "complaints",
    most: Application::MOST,
};

/// Most people that somebody speaks of.
const MOST_PEOPLE: i64 = 1_000;

/// Reads an application. `area` is the one that it concerns, if one was found.
///
/// **Errors:** 400 with every fault, such as `complaints[1].to`.
pub(crate) fn parse(
    sent: CaseReviewBody,
    area: Option<&Area>,
    today: NaiveDate,
) -> Result<Application, Problem> {
    let mut fields = Fields::default();
    let to = &mut fields;
    let applicant = to.choice("applicant", "who applies", sent.applicant, Applicant::parse);
    let name = to.line("name", "your name", sent.name);
    let way = to.choice("way", "how we can reach you safely", sent.way, Way::parse);
    let reach = to.line("reach", "the number or address to reach you at", sent.reach);
    let post = to.line_if_any("post", "your postal address", sent.post);
    let mind = to.line_if_any("mind", "what we should know", sent.mind);
    let behalf = match applicant {
        None | Some(Applicant::Victim) => Some(None),
        Some(_) => {
            let victim = to.line("victim", "the victim’s name", sent.victim);
            let consent = "how and when they agreed";
            let consent = to.prose("consent", consent, sent.consent);
            victim
                .zip(consent)
                .map(|(victim, consent)| Some(OnBehalf { victim, consent }))
        }
    };
    let place = to.line("place", "where it happens", sent.place);
    let postcode = postcode(to, sent.postcode);
    let found = "Choose the area: it cannot be found from the postcode";
    to.check("area", area.is_some(), found);
    let complaints = complaints(to, sent.complaints, today);
    let people = to.number_if_any(
        "people",
        "how many people complained",
        sent.people,
        1..=MOST_PEOPLE,
    );
    let harm = to.prose("harm", "the harm it does", sent.harm);
    let response = to.prose("response", "what was done about it", sent.response);
    let attendance = "whether you want to be there";
    let attendance = to.choice("attendance", attendance, sent.attendance, Attendance::parse);
    let area = area.map(|area| area.code.clone());
    fields.finish(|| {
        Some(Application {
            area: area?,
            place: place?,
            postcode,
            applicant: applicant?,
            contact: Contact {
                name: name?,
                way: way?,
                reach: reach?,
                post,
                mind,
            },
            behalf: behalf?,
            complaints: complaints?,
            people: u16::try_from(people.unwrap_or(1)).ok()?,
            harm: harm?,
            response: response?,
            attendance: attendance?,
        })
    })
}

fn complaints(
    to: &mut Fields,
    sent: Vec<ComplaintBody>,
    today: NaiveDate,
) -> Option<Vec<Complaint>> {
    let most = Application::MOST;
    if sent.is_empty() {
        to.fault(
            "complaints[0].happened_on",
            "Tell us about at least one complaint",
        );
    }
    let fits = format!("You can tell us about at most {most} complaints");
    to.check("complaints", sent.len() <= most, fits);
    let read: Vec<_> = (0..most)
        .zip(sent)
        .map(|(at, sent)| to.at("complaints", at, |to| complaint(to, sent, today)))
        .collect();
    read.into_iter().collect()
}

fn complaint(to: &mut Fields, sent: ComplaintBody, today: NaiveDate) -> Option<Complaint> {
    let happened_on = to.date("happened_on", "the day it happened", sent.happened_on);
    let complained_on = to.date(
        "complained_on",
        "the day of the complaint",
        sent.complained_on,
    );
    for (field, label, day) in [
        ("happened_on", "The day it happened", happened_on),
        ("complained_on", "The day of the complaint", complained_on),
    ] {
        let past = day.is_none_or(|day| day <= today);
        to.check(field, past, format!("{label} must be today or in the past"));
    }
    let whom = to.line("to", "who you complained to", sent.to);
    let what = to.prose("what", "what it was about", sent.what);
    Some(Complaint {
        happened_on: happened_on?,
        complained_on: complained_on?,
        to: whom?,
        what: what?,
    })
}
