use axum::{
    body::to_bytes,
    extract::RawQuery,
    http::{HeaderMap, HeaderValue, header::SET_COOKIE},
    routing::{get, post},
};

use super::*;
use crate::template::Route;

const ORIGIN: &str = "http://127.0.0.1:3000";

fn gateway() -> Router {
    let function = Router::new()
        .route(
            "/cases/{id}",
            get(|RawQuery(query): RawQuery, headers: HeaderMap| async move {
                format!(
                    "{} {} {}",
                    query.unwrap_or_default(),
                    headers["cookie"].to_str().unwrap(),
                    headers["x-forwarded-proto"].to_str().unwrap()
                )
            }),
        )
        .route(
            "/cases/cookies",
            get(|| async {
                let mut reply = Response::new(Body::from("done"));
                for cookie in ["a=1; Path=/", "b=2; Path=/"] {
                    let cookie = HeaderValue::from_static(cookie);
                    reply.headers_mut().append(SET_COOKIE, cookie);
                }
                reply
            }),
        )
        .route(
            "/cases/pdf",
            get(|| async {
                (
                    [("content-type", "application/pdf")],
                    vec![0_u8, 159, 146, 150],
                )
            }),
        )
        .route(
            "/cases/echo",
            post(|body: axum::body::Bytes| async move { body }),
        )
        .route(
            "/cases/panic",
            get(|| async {
                if true {
                    panic!("a fault in a function");
                }
            }),
        );
    let fallback = Router::new().fallback(|| async { (StatusCode::NOT_FOUND, "fallback") });
    let route = |path: &str, function: &str| Route {
        path: path.to_owned(),
        method: "ANY".to_owned(),
        function: function.to_owned(),
        open: false,
    };
    let table = [
        route("$default", "fallback"),
        route("/cases", "function"),
        route("/cases/{proxy+}", "function"),
    ];
    let routes = Routes::new(&table, |name| match name {
        "function" => Some(function.clone()),
        _ => Some(fallback.clone()),
    });
    let routes = routes.unwrap();
    let dev = Router::new().route("/dev/hello", get(|| async { "dev" }));
    Gateway::new(ORIGIN, routes, dev, &Stream::none()).router()
}

fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", "127.0.0.1:3000")
        .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 50000))))
}

async fn send(request: Request) -> (StatusCode, HeaderMap, Vec<u8>) {
    let reply = oneshot(gateway(), request).await;
    let (parts, body) = reply.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    (parts.status, parts.headers, body)
}

#[tokio::test]
async fn queries_cookies_and_forwarding_arrive_as_from_api_gateway() {
    let request = request("GET", "/cases/1?tag=a&tag=b%20c")
        .header("cookie", "x=1; y=2")
        .header("x-forwarded-proto", "not a scheme")
        .body(Body::empty())
        .unwrap();
    let (status, _, body) = send(request).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body, b"tag=a&tag=b%20c x=1; y=2 http");
}

#[tokio::test]
async fn each_cookie_is_set_on_its_own() {
    let (_, headers, _) = send(
        request("GET", "/cases/cookies")
            .body(Body::empty())
            .unwrap(),
    )
    .await;
    let cookies: Vec<_> = headers.get_all(SET_COOKIE).iter().collect();
    assert_eq!(cookies, ["a=1; Path=/", "b=2; Path=/"]);
}

#[tokio::test]
async fn bytes_go_both_ways_unharmed() {
    let (_, headers, body) = send(request("GET", "/cases/pdf").body(Body::empty()).unwrap()).await;
    assert_eq!(headers["content-type"], "application/pdf");
    assert_eq!(body, [0, 159, 146, 150]);
    let sent: Vec<u8> = (0..=255).collect();
    let request = request("POST", "/cases/echo")
        .body(Body::from(sent.clone()))
        .unwrap();
    assert_eq!(send(request).await.2, sent);
}

#[tokio::test]
async fn a_body_over_one_megabyte_is_refused_before_anything_else() {
    for path in ["/cases/echo", "/nowhere", "/dev/hello"] {
        let body = Body::from(vec![b'x'; LIMIT + 1]);
        let (status, headers, _) = send(request("POST", path).body(body).unwrap()).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        assert_eq!(headers["content-type"], "application/problem+json");
    }
    let body = Body::from(vec![b'x'; LIMIT]);
    let (status, _, echoed) = send(request("POST", "/cases/echo").body(body).unwrap()).await;
    assert_eq!((status, echoed.len()), (StatusCode::OK, LIMIT));
}

#[tokio::test]
async fn unknown_paths_reach_the_fallback_and_dev_paths_no_function() {
    let (status, _, body) = send(request("GET", "/casesx").body(Body::empty()).unwrap()).await;
    assert_eq!(
        (status, body.as_slice()),
        (StatusCode::NOT_FOUND, b"fallback".as_slice())
    );
    let (_, _, body) = send(request("GET", "/dev/hello").body(Body::empty()).unwrap()).await;
    assert_eq!(body, b"dev");
}

#[tokio::test]
async fn a_function_that_fails_does_not_take_the_gateway_with_it() {
    let (status, _, _) = send(request("GET", "/cases/panic").body(Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::BAD_GATEWAY);
}

#[tokio::test]
async fn only_names_of_this_machine_are_answered() {
    let ask = |host: &str, accept: &str| {
        let mut request = request("GET", "/dev/hello?a=1")
            .body(Body::empty())
            .unwrap();
        request.headers_mut().insert("host", host.parse().unwrap());
        request
            .headers_mut()
            .insert("accept", accept.parse().unwrap());
        send(request)
    };
    let (status, _, _) = ask("localhost:3000", "application/json").await;
    assert_eq!(status, StatusCode::OK);
    let (status, headers, _) = ask("localhost:3000", "text/html").await;
    assert_eq!(status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(headers["location"], "http://127.0.0.1:3000/dev/hello?a=1");
    for host in [
        "evil.example:3000",
        "evil.example",
        "localhost.evil.example:3000",
    ] {
        let (status, _, _) = ask(host, "application/json").await;
        assert_eq!(status, StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
}
