//! One call: what was asked of the table, and what the table says it charged.

use std::{collections::HashMap, fmt};

use aws_sdk_dynamodb::{
    config::interceptors::{
        BeforeSerializationInterceptorContextMut, FinalizerInterceptorContextRef,
    },
    operation::{
        batch_get_item::{BatchGetItemInput, BatchGetItemOutput},
        delete_item::{DeleteItemInput, DeleteItemOutput},
        get_item::{GetItemInput, GetItemOutput},
        put_item::{PutItemInput, PutItemOutput},
        query::{QueryInput, QueryOutput},
        transact_write_items::{TransactWriteItemsInput, TransactWriteItemsOutput},
        update_item::{UpdateItemInput, UpdateItemOutput},
    },
    types::{AttributeValue, ConsumedCapacity, ReturnConsumedCapacity, TransactWriteItem},
};

use super::size::of_item;

type Attributes = HashMap<String, AttributeValue>;

/// One call on the table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Call {
    /// `Query`, `TransactWriteItems`, …
    pub operation: &'static str,
    /// Each item that it named, wrote or was given: kinds of its key, never an id, and its bytes.
    pub items: Vec<(String, usize)>,
    /// Read units.
    pub read_units: f64,
    /// Write units of the table.
    pub write_units: f64,
    /// Write units of its indexes.
    pub index_units: f64,
    /// Whether it was refused, by a condition or by the table: what that costs is not reported.
    pub refused: bool,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.operation)?;
        for alike in self.items.chunk_by(|one, next| one.0 == next.0) {
            let bytes: usize = alike.iter().map(|(_, bytes)| bytes).sum();
            let kind = alike.first().map_or("", |(kind, _)| kind);
            match alike.len() {
                1 => write!(f, ", {kind} {bytes} B")?,
                many => write!(f, ", {many} × {kind} {bytes} B")?,
            }
        }
        let units = [
            ("read", self.read_units),
            ("write", self.write_units),
            ("indexes", self.index_units),
        ];
        for (name, units) in units.iter().filter(|(_, units)| *units > 0.0) {
            write!(f, "; {name} {units}")?;
        }
        f.write_str(if self.refused { "; refused" } else { "" })
    }
}

/// Asks the call to say what it costs, and notes what it writes; `None` for one that costs nothing.
pub(super) fn begin(context: &mut BeforeSerializationInterceptorContextMut<'_>) -> Option<Call> {
    let input = context.input_mut();
    macro_rules! note {
        ($($kind:ty, $operation:literal, $items:expr;)*) => {
            $(if let Some(asked) = input.downcast_mut::<$kind>() {
                asked.return_consumed_capacity = Some(ReturnConsumedCapacity::Indexes);
                let items: fn(&$kind) -> Vec<(String, usize)> = $items;
                let (operation, items) = ($operation, items(asked));
                return Some(Call { operation, items, ..Call::default() });
            })*
        };
    }
    note! {
        GetItemInput, "GetItem", |_| Vec::new();
        QueryInput, "Query", |asked| vec![(asked.index_name().unwrap_or("table").to_owned(), 0)];
        BatchGetItemInput, "BatchGetItem", |_| Vec::new();
        PutItemInput, "PutItem", |asked| asked.item().map(item).into_iter().collect();
        UpdateItemInput, "UpdateItem", |asked| asked.key().map(item).into_iter().collect();
        DeleteItemInput, "DeleteItem", |asked| asked.key().map(item).into_iter().collect();
        TransactWriteItemsInput, "TransactWriteItems", |asked| {
            asked.transact_items().iter().filter_map(write).collect()
        };
    }
    None
}

/// The call with what it was given and what it cost.
pub(super) fn end(mut call: Call, context: &FinalizerInterceptorContextRef<'_>) -> Call {
    let Some(Ok(output)) = context.output_or_error() else {
        call.refused = true;
        return call;
    };
    if let Some(got) = output.downcast_ref::<GetItemOutput>() {
        call.items.extend(got.item().map(item));
        call.read(got.consumed_capacity());
    } else if let Some(got) = output.downcast_ref::<QueryOutput>() {
        call.items.extend(got.items().iter().map(item));
        call.read(got.consumed_capacity());
    } else if let Some(got) = output.downcast_ref::<BatchGetItemOutput>() {
        let found = got.responses().into_iter().flat_map(HashMap::values);
        call.items.extend(found.flatten().map(item));
        call.read(got.consumed_capacity());
    } else if let Some(done) = output.downcast_ref::<PutItemOutput>() {
        call.wrote(done.consumed_capacity());
    } else if let Some(done) = output.downcast_ref::<UpdateItemOutput>() {
        call.wrote(done.consumed_capacity());
    } else if let Some(done) = output.downcast_ref::<DeleteItemOutput>() {
        call.wrote(done.consumed_capacity());
    } else if let Some(done) = output.downcast_ref::<TransactWriteItemsOutput>() {
        call.wrote(done.consumed_capacity());
    }
    call
}

impl Call {
    fn read<'a>(&mut self, consumed: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        let units = consumed.into_iter().filter_map(|each| each.capacity_units);
        self.read_units = units.sum();
    }

    fn wrote<'a>(&mut self, consumed: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        for each in consumed {
            let indexes = each
                .global_secondary_indexes
                .iter()
                .flat_map(HashMap::values);
            let indexes: f64 = indexes.filter_map(|index| index.capacity_units).sum();
            self.index_units += indexes;
            self.write_units += each.capacity_units.unwrap_or_default() - indexes;
        }
    }
}

fn write(write: &TransactWriteItem) -> Option<(String, usize)> {
    let put = write.put().map(|put| item(put.item()));
    let delete = || write.delete().map(|delete| item(delete.key()));
    let update = || write.update().map(|update| item(update.key()));
    put.or_else(delete).or_else(update)
}

/// The kinds of an item's key, and its bytes.
fn item(attributes: &Attributes) -> (String, usize) {
    let kind = |name: &str| {
        let text = attributes.get(name).and_then(|value| value.as_s().ok());
        let kind = text.and_then(|text| text.split('#').next());
        // The name of a draft or an area is a kind of nothing.
        let plain = |kind: &&str| kind.bytes().all(|b| b.is_ascii_uppercase());
        kind.filter(plain).unwrap_or("…").to_owned()
    };
    (
        format!("{} {}", kind("pk"), kind("sk")),
        of_item(attributes),
    )
}
