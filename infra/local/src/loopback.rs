//! Servers on 127.0.0.1, and how they are told to stop.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Context;
use axum::Router;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// The switch that stops every server and background task of one runner.
///
/// Dropping it stops them as well, so a runner that is not stopped in order still goes away.
#[derive(Debug)]
pub(crate) struct Switch(watch::Sender<bool>);

/// Waits for the switch.
#[derive(Debug, Clone)]
pub(crate) struct Stop(watch::Receiver<bool>);

impl Switch {
    pub(crate) fn new() -> (Self, Stop) {
        let (sender, receiver) = watch::channel(false);
        (Self(sender), Stop(receiver))
    }

    /// Asks everything to stop.
    pub(crate) fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// Returns when the switch is thrown or gone.
    pub(crate) async fn asked(mut self) {
        // An error means that the switch is gone.
        let _ = self.0.wait_for(|stop| *stop).await;
    }
}

/// Binds a port of 127.0.0.1; 0 takes a free one.
///
/// **Errors:** a port in use is named, with what to do about it.
pub(crate) async fn bind(port: u16) -> anyhow::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .with_context(|| match port {
            0 => "no free port on 127.0.0.1".to_owned(),
            _ => format!(
                "port {port} on 127.0.0.1 is already in use or not allowed; choose another with --port"
            ),
        })?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Serves `router` until the switch is thrown; requests that have begun are finished.
pub(crate) fn serve(listener: TcpListener, router: Router, stop: Stop) -> JoinHandle<()> {
    tokio::spawn(async move {
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        // Accepting never fails for good: axum waits and tries again.
        let _ = axum::serve(listener, service)
            .with_graceful_shutdown(stop.asked())
            .await;
    })
}
