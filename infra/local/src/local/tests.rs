use std::path::Path;

use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message};
use chrono::TimeDelta;
use domain::AreaCode;

use super::*;
use crate::{mailbox::Fault, scratch::Scratch};

async fn start(data: &Path, empty: bool) -> anyhow::Result<Local> {
    let data = data.to_owned();
    Local::start(Options {
        port: 0,
        data,
        empty,
        ..Options::default()
    })
    .await
}

fn email() -> EmailContent {
    let text = |text: &str| Content::builder().data(text).build().unwrap();
    let body = Body::builder().text(text("<b>Hello</b>")).build();
    let message = Message::builder()
        .subject(text("A task"))
        .body(body)
        .build();
    EmailContent::builder().simple(message).build()
}

async fn send(local: &Local) -> Result<String, aws_sdk_sesv2::Error> {
    let to = Destination::builder()
        .to_addresses("charmm@police.example")
        .build();
    let sent = local
        .aws()
        .ses
        .send_email()
        .from_email_address("no-reply@charmm.example")
        .destination(to)
        .content(email())
        .send()
        .await?;
    Ok(sent.message_id.unwrap_or_default())
}

#[tokio::test]
async fn email_and_messages_are_captured_in_order_and_kept() {
    let scratch = Scratch::new();
    let local = start(scratch.path(), true).await.unwrap();
    let id = send(&local).await.unwrap();
    let topic = local
        .aws()
        .sns
        .create_topic()
        .name("partner")
        .send()
        .await
        .unwrap();
    local
        .aws()
        .sns
        .publish()
        .topic_arn(topic.topic_arn().unwrap())
        .message(r#"{"notice": "1 & <2>"}"#)
        .send()
        .await
        .unwrap();
    let sent = local.mailbox().outbox().messages();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0].id, id);
    assert_eq!(local.mailbox().outbox().emails()[0].body, "<b>Hello</b>");
    assert_eq!(
        local.mailbox().outbox().topics()[0].body,
        r#"{"notice": "1 & <2>"}"#
    );
    local.stop().await;
    let again = start(scratch.path(), true).await.unwrap();
    assert_eq!(again.mailbox().outbox().messages(), sent);
    again.stop().await;
}

#[tokio::test]
async fn providers_fail_when_told_to() {
    let scratch = Scratch::new();
    let local = start(scratch.path(), true).await.unwrap();
    // The SDK tries three times.
    local.mailbox().fail_next(2, Fault::Refused);
    send(&local).await.unwrap();
    assert_eq!(local.mailbox().outbox().messages().len(), 1);
    local.mailbox().fail_next(3, Fault::Refused);
    assert!(send(&local).await.is_err());
    assert_eq!(local.mailbox().outbox().messages().len(), 1);
    local.mailbox().fail_next(1, Fault::ReplyLost);
    send(&local).await.unwrap();
    assert_eq!(local.mailbox().outbox().messages().len(), 3);
    local.stop().await;
}

#[tokio::test]
async fn objects_are_kept() {
    let scratch = Scratch::new();
    let local = start(scratch.path(), true).await.unwrap();
    let s3 = &local.aws().s3;
    let (bucket, key) = (crate::template::bucket("Packs"), "packs/a/b/c.pdf");
    let put = s3
        .put_object()
        .bucket(&bucket)
        .key(key)
        .content_type("application/pdf");
    put.body(vec![1, 2, 3].into()).send().await.unwrap();
    let got = s3
        .get_object()
        .bucket(&bucket)
        .key(key)
        .send()
        .await
        .unwrap();
    assert_eq!(got.content_type(), Some("application/pdf"));
    assert_eq!(got.body.collect().await.unwrap().to_vec(), [1, 2, 3]);
    local.stop().await;
}

#[tokio::test]
async fn an_empty_folder_has_people_and_areas_but_no_mail() {
    let scratch = Scratch::new();
    let local = start(scratch.path(), true).await.unwrap();
    let people = local.people().await.unwrap();
    assert!(
        people
            .iter()
            .any(|person| person.email == "priya.fernsby@runnymede.example")
    );
    assert_eq!(local.store().areas().await.unwrap().len(), 2);
    assert!(local.token("Priya.Fernsby@Runnymede.example").await.is_ok());
    assert!(local.token("nobody@runnymede.example").await.is_err());
    local.settle().await.unwrap();
    assert!(local.mailbox().outbox().messages().is_empty());
    local.stop().await;
}

#[tokio::test]
async fn the_demonstration_is_told_by_real_commands_and_sends_no_mail() {
    let scratch = Scratch::new();
    let local = start(scratch.path(), false).await.unwrap();
    let run: AreaCode = "RUN".parse().unwrap();
    let ticket = local
        .store()
        .next_case_reference(&run, local.clock().now())
        .await
        .unwrap();
    assert!(ticket.reference.starts_with("RUN-"), "{}", ticket.reference);
    local.settle().await.unwrap();
    assert!(local.mailbox().outbox().messages().is_empty());
    assert!(local.parked().is_empty());
    local.stop().await;
}

#[tokio::test]
async fn the_clock_only_moves_forward_and_not_too_far() {
    let scratch = Scratch::new();
    let local = start(scratch.path(), true).await.unwrap();
    let now = local.clock().now();
    local.move_clock(now + TimeDelta::days(3)).await.unwrap();
    assert!(local.clock().now() - now >= TimeDelta::days(3));
    let back = local.move_clock(now).await.unwrap_err();
    assert_eq!(back.downcast_ref(), Some(&Refused::Back));
    let far = local
        .move_clock(now + TimeDelta::days(3000))
        .await
        .unwrap_err();
    assert_eq!(far.downcast_ref(), Some(&Refused::TooFar));
    local.stop().await;
    let again = start(scratch.path(), true).await.unwrap();
    assert!(again.clock().now() - now >= TimeDelta::days(3));
    again.stop().await;
}

#[tokio::test]
async fn ports_and_folders_in_use_are_refused_clearly() {
    let scratch = Scratch::new();
    let local = start(scratch.path(), true).await.unwrap();
    let folder = start(scratch.path(), true).await.unwrap_err().to_string();
    assert!(folder.contains("another process"), "{folder}");
    let port = local.origin().rsplit(':').next().unwrap().parse().unwrap();
    let other = Scratch::new();
    let data = other.path().to_owned();
    let options = Options {
        port,
        data,
        ..Options::default()
    };
    let port = Local::start(options).await.unwrap_err().to_string();
    assert!(port.contains("--port"), "{port}");
    local.stop().await;
}
