use cloudtrail_lint::*;
fn main() {
    let options = options::LintOptions {
        paths: std::env::args().skip(1).map(Into::into).collect(),
        ..Default::default()
    };
    let t = std::time::Instant::now();
    let outcome = lint(&options);
    eprintln!("{:?}", t.elapsed());
    for trail in &outcome.trails {
        let file = outcome.sources.get(trail.declared.source);
        let p = file.position(trail.declared.range().start);
        let f = &trail.include_global_service_events;
        println!(
            "{}:{}\t{}\t{}\t{:?}\t{}",
            file.name(),
            p.line,
            trail.address,
            trail.verdict().as_str(),
            f.from()
                .at
                .map(|s| file.text().get(s.range()).unwrap_or("?").to_owned()),
            match f {
                resolved::Resolved::Unknown { why, .. } => why.clone(),
                resolved::Resolved::Invalid { text, why, .. } => format!("{text} {why}"),
                resolved::Resolved::Varies { .. } => "varies".into(),
                _ => String::new(),
            }
        );
        for h in &f.from().hops {
            println!("      {}", h.message);
        }
    }
    for f in &outcome.findings {
        let file = outcome.sources.get(f.span.source);
        let p = file.position(f.span.range().start);
        println!("{}:{}:{} {}", file.name(), p.line, p.column, f.message);
    }
    for p in &outcome.problems {
        println!("PROBLEM {p:?}");
    }
    println!("{:?}", outcome.summary);
}
