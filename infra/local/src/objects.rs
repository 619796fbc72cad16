//! The embedded S3: buckets as folders behind the real API on loopback.
//!
//! Forms with a signed policy are checked as S3 checks them. What comes to quarantine is told to
//! the function that looks at it, as EventBridge tells it.

mod buckets;

use std::{fs, path::Path};

use anyhow::anyhow;
use axum::{
    Router,
    body::Body,
    http::{Request, Response, StatusCode},
};
use s3s::{
    auth::SimpleAuth,
    service::{S3Service, S3ServiceBuilder},
};
use tokio::task::JoinHandle;
use tower::{Service, ServiceExt, service_fn};

pub(crate) use buckets::Arrivals;

use buckets::Buckets;

use crate::{
    aws::{ACCESS_KEY, SECRET_KEY},
    loopback::{self, Stop},
};

/// Serves the S3 API over the folder until the switch is thrown; returns its address.
pub(crate) async fn serve(
    root: &Path,
    buckets: &[String],
    arrivals: Arrivals,
    stop: Stop,
) -> anyhow::Result<(String, JoinHandle<()>)> {
    for bucket in buckets {
        fs::create_dir_all(root.join(bucket))?;
    }
    let files = s3s_fs::FileSystem::new(root).map_err(|error| anyhow!("{error:?}"))?;
    let mut builder = S3ServiceBuilder::new(Buckets::new(files, arrivals));
    builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
    let service = builder.build();
    let router = Router::new().fallback_service(service_fn(move |request: Request<Body>| {
        answer(service.clone(), request)
    }));
    let (listener, address) = loopback::bind(0).await?;
    Ok((
        format!("http://{address}"),
        loopback::serve(listener, router, stop),
    ))
}

async fn answer(
    mut service: S3Service,
    request: Request<Body>,
) -> Result<Response<Body>, std::convert::Infallible> {
    let reply = match ServiceExt::<Request<Body>>::ready(&mut service).await {
        Ok(ready) => Service::call(ready, request).await,
        Err(error) => Err(error),
    };
    Ok(match reply {
        Ok(reply) => reply.map(Body::new),
        Err(error) => {
            tracing::error!(?error, "the embedded object store failed");
            let mut reply = Response::new(Body::empty());
            *reply.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            reply
        }
    })
}
