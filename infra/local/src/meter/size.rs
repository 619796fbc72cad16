//! How many bytes an item counts for, by DynamoDB's documented rules: names and values as UTF-8,
//! numbers at two digits a byte and one more, and a byte or more for whatever holds others.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

/// The bytes of an item.
pub(crate) fn of_item(item: &HashMap<String, AttributeValue>) -> usize {
    item.iter()
        .map(|(name, value)| name.len() + of(value))
        .sum()
}

fn of(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(digits) => number(digits),
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::Ss(texts) => texts.iter().map(String::len).sum(),
        AttributeValue::Ns(numbers) => numbers.iter().map(|digits| number(digits)).sum(),
        AttributeValue::Bs(all) => all.iter().map(|bytes| bytes.as_ref().len()).sum(),
        AttributeValue::L(values) => 3 + values.iter().map(|value| 1 + of(value)).sum::<usize>(),
        AttributeValue::M(fields) => 3 + fields.len() + of_item(fields),
        _ => 1,
    }
}

/// Significant digits only: zeros before and after them are not stored.
fn number(digits: &str) -> usize {
    let significant: String = digits.chars().filter(char::is_ascii_digit).collect();
    let significant = significant.trim_matches('0').len();
    let sign = usize::from(digits.starts_with('-'));
    (significant.div_ceil(2) + 1 + sign).max(1)
}
