//! A pack to PDF/UA-1, the same bytes for the same pack.

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

use domain::{
    case::{EntryKind, MeasureState, Rag},
    meeting::Section,
    pack::{Pack, Standing, nothing},
    powers::{Act, Power},
    referral::form::{CaseKind, RiskBand, SubjectRole},
};
use paper::{RenderFault, Rendered, Template, labels};
use serde_json::{Value, json};

static TEMPLATE: Template = Template::new(include_str!("../template.typ"));

/// Renders a pack.
///
/// INVARIANT (same bytes): the same pack gives the same PDF.
///
/// **Errors:** never because of what people wrote; see [`RenderFault`].
pub fn render(pack: &Pack) -> Result<Rendered, RenderFault> {
    TEMPLATE.render(given(pack)?)
}

/// What the template reads: the pack, and the labels of its choices.
fn given(pack: &Pack) -> Result<Value, RenderFault> {
    let pack = serde_json::to_value(pack).map_err(|_| RenderFault::Json)?;
    Ok(json!({
        "pack": pack,
        "labels": {
            "section": labels(Section::ALL, Section::value, Section::label),
            "nothing": labels(Section::ALL, Section::value, nothing),
            "rag": labels(Rag::ALL, Rag::value, Rag::label),
            "risk": labels(RiskBand::ALL, RiskBand::value, RiskBand::label),
            "kind": labels(CaseKind::ALL, CaseKind::value, CaseKind::label),
            "role": labels(SubjectRole::ALL, SubjectRole::value, SubjectRole::label),
            "entry": labels(EntryKind::ALL, EntryKind::value, EntryKind::label),
            "measure": labels(MeasureState::ALL, MeasureState::value, MeasureState::label),
            "power": labels(Power::ALL, Power::value, Power::label),
            "act": labels(Act::ALL, Act::value, Act::label),
            "standing": labels(Standing::ALL, Standing::value, Standing::label),
        },
    }))
}
