use super::*;

#[test]
fn look() {
    for count in [12, 40] {
        let start = std::time::Instant::now();
        let rendered = render(&sample::pack(count)).unwrap();
        eprintln!("{count} {} pages {:?}", rendered.pages, start.elapsed());
        std::fs::write(format!("/tmp/packlab/{count}.pdf"), rendered.pdf).unwrap();
    }
}
