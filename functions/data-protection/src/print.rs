//! Typesetting.

use edge::Problem;

/// The document that `template` makes of what it is given.
///
/// **Errors:** [`Problem::Broken`]; never because of what people wrote.
pub(crate) fn print(
    template: &paper::Template,
    given: serde_json::Value,
) -> Result<Vec<u8>, Problem> {
    let rendered = template.render(given);
    let rendered = rendered.map_err(|fault| Problem::Broken(fault.to_string()))?;
    Ok(rendered.pdf)
}
