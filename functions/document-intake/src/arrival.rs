//! What EventBridge says of a file in quarantine.

use edge::trigger::UnknownEvent;
use serde::Deserialize;
use serde_json::Value;

/// Something happened to a file. Its key and the tag of the bytes that it happened to are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Where it lies.
    pub key: String,
    /// Which bytes.
    pub etag: String,
    /// What happened.
    pub what: What,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// It was stored.
    Came,
    /// It was searched for malicious software.
    Searched(Found),
}

/// What the search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// Malicious software.
    Threats,
    /// It could not be searched: it is encrypted, too deep, or the search failed.
    Unknown,
}

#[derive(Deserialize)]
struct Envelope {
    source: String,
    #[serde(rename = "detail-type")]
    kind: String,
    detail: Value,
}

#[derive(Deserialize)]
struct Created {
    object: CreatedObject,
}

#[derive(Deserialize)]
struct CreatedObject {
    key: String,
    etag: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Searched {
    s3_object_details: SearchedObject,
    scan_result_details: SearchResult,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SearchedObject {
    object_key: String,
    e_tag: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SearchResult {
    scan_result_status: String,
}

impl Arrival {
    /// Reads an event as Lambda hands it over.
    ///
    /// **Errors:** it is neither of the two that this function listens to.
    pub fn parse(event: Value) -> Result<Self, UnknownEvent> {
        let unknown = |_| UnknownEvent::Shape;
        let envelope: Envelope = serde_json::from_value(event).map_err(unknown)?;
        match (envelope.source.as_str(), envelope.kind.as_str()) {
            ("aws.s3", "Object Created") => {
                let Created { object } =
                    serde_json::from_value(envelope.detail).map_err(unknown)?;
                Ok(Self {
                    key: object.key,
                    etag: object.etag,
                    what: What::Came,
                })
            }
            ("aws.guardduty", "GuardDuty Malware Protection Object Scan Result") => {
                let searched: Searched =
                    serde_json::from_value(envelope.detail).map_err(unknown)?;
                let found = match searched.scan_result_details.scan_result_status.as_str() {
                    "NO_THREATS_FOUND" => Found::Nothing,
                    "THREATS_FOUND" => Found::Threats,
                    _ => Found::Unknown,
                };
                Ok(Self {
                    key: searched.s3_object_details.object_key,
                    etag: searched.s3_object_details.e_tag,
                    what: What::Searched(found),
                })
            }
            _ => Err(UnknownEvent::Source),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn searched(status: &str) -> Value {
        json!({
            "version": "0", "id": "72c7d362", "source": "aws.guardduty", "account": "111122223333",
            "detail-type": "GuardDuty Malware Protection Object Scan Result",
            "time": "2026-11-25T09:00:00Z", "region": "eu-west-2", "resources": [],
            "detail": {
                "schemaVersion": "1.0", "scanStatus": "COMPLETED", "resourceType": "S3_OBJECT",
                "s3ObjectDetails": {
                    "bucketName": "documents", "objectKey": "quarantine/1/2", "eTag": "abc",
                    "versionId": "v", "s3Throttled": false
                },
                "scanResultDetails": { "scanResultStatus": status, "threats": null }
            }
        })
    }

    #[test]
    fn what_came_and_what_was_searched_are_told_apart() {
        let came = json!({
            "version": "0", "source": "aws.s3", "detail-type": "Object Created",
            "detail": {
                "version": "0", "bucket": { "name": "documents" }, "reason": "PostObject",
                "object": { "key": "quarantine/1/2", "size": 5, "etag": "abc", "sequencer": "1" }
            }
        });
        let arrival = Arrival::parse(came).unwrap();
        assert_eq!((arrival.what, arrival.etag.as_str()), (What::Came, "abc"));
        for (status, found) in [
            ("NO_THREATS_FOUND", Found::Nothing),
            ("THREATS_FOUND", Found::Threats),
            ("UNSUPPORTED", Found::Unknown),
            ("FAILED", Found::Unknown),
            ("ACCESS_DENIED", Found::Unknown),
        ] {
            let arrival = Arrival::parse(searched(status)).unwrap();
            assert_eq!(arrival.what, What::Searched(found), "{status}");
            assert_eq!(arrival.key, "quarantine/1/2");
        }
    }

    #[test]
    fn nothing_else_passes_for_an_arrival() {
        let mut other = searched("NO_THREATS_FOUND");
        other["source"] = json!("aws.ec2");
        assert_eq!(Arrival::parse(other), Err(UnknownEvent::Source));
        let mut empty = searched("NO_THREATS_FOUND");
        empty["detail"] = json!({});
        assert_eq!(Arrival::parse(empty), Err(UnknownEvent::Shape));
        assert_eq!(
            Arrival::parse(json!({ "run": "x" })),
            Err(UnknownEvent::Shape)
        );
    }
}
