//! The smallest function that holds a DynamoDB client, made as the SDK's own guide makes it: it
//! answers each event with the number of attributes of the item that the event names.

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use lambda_runtime::{Error, LambdaEvent, run, service_fn, tracing};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Error> {
    tracing::init_default_subscriber();
    let table = std::env::var("TABLE")?;
    let client = Client::new(&aws_config::load_from_env().await);
    run(service_fn(async |event: LambdaEvent<Value>| {
        let part = |name: &str| {
            let part = event.payload.get(name).and_then(Value::as_str);
            part.unwrap_or_default().to_owned()
        };
        let item = client
            .get_item()
            .table_name(&table)
            .key("pk", AttributeValue::S(part("pk")))
            .key("sk", AttributeValue::S(part("sk")))
            .send()
            .await?;
        Ok::<_, Error>(json!(item.item.map(|item| item.len())))
    }))
    .await
}
