//! What one instance of many takes does not grow with how many there are.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use cloudtrail_lint::model::{Trail, Verdict};
use cloudtrail_lint::outcome::Outcome;

use crate::terraform_bounds::lint;

/// A root whose trails are listed in files, the last of which keeps its trail off.
fn listed_in_files(count: usize) -> Outcome {
    let main = "resource \"aws_cloudtrail\" \"t\" {\n  for_each = { for f in fileset(path.module, \"t/*.json\") : f => \
                jsondecode(file(\"${path.module}/${f}\")) }\n  is_multi_region_trail = true\n  \
                include_global_service_events = each.value.on\n}\n";
    let mut files = vec![("main.tf".to_owned(), main.to_owned())];
    for at in 0..count {
        let text = format!("{{ \"on\": {} }}", at + 1 != count);
        files.push((format!("t/{at:04}.json"), text));
    }
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    lint(&files)
}

/// How many hops the values of a trail have.
fn hops(trail: &Trail) -> usize {
    let values = trail.values().into_iter();
    let evidence = values.flat_map(|(_, value)| value.evidence_of_cases());
    evidence.map(|from| from.hops.len()).sum()
}

#[test]
fn trails_of_many_files_share_what_they_came_by() {
    let few = listed_in_files(100);
    let many = listed_in_files(800);
    for (outcome, count) in [(&few, 100), (&many, 800)] {
        let off: Vec<&Trail> = outcome
            .trails
            .iter()
            .filter(|trail| trail.verdict() == Verdict::NotRecorded)
            .map(Box::as_ref)
            .collect();
        let address = format!("aws_cloudtrail.t[\"t/{:04}.json\"]", count - 1);
        assert_eq!(outcome.trails.len(), count);
        assert!(matches!(off.as_slice(), [off] if off.address == address));
        // Each depends on all files: one that is not shown counts, too, where it is handed over alone.
        for trail in &outcome.trails {
            let mut files = trail.evidence_sources();
            files.sort();
            files.dedup();
            assert!(files.len() > count, "{}: {}", trail.address, files.len());
        }
    }
    let most = |outcome: &Outcome| outcome.trails.iter().map(|trail| hops(trail)).max();
    assert_eq!(most(&few), most(&many));
    assert!(most(&many) < Some(200), "{:?}", most(&many));
    let shown = many.findings.iter().map(|finding| finding.evidence.len());
    assert!(shown.max() < Some(100));
    let says_so = |finding: &cloudtrail_lint::diagnostic::Finding| {
        let mut labels = finding.evidence.iter();
        labels.any(|label| label.message.contains("are not shown"))
    };
    assert!(many.findings.iter().all(says_so));
}

/// A module that each element of a map makes an instance of, and that is given the whole map.
fn given_the_whole(count: usize, kind: &str) -> Outcome {
    let mut main = "locals {\n  all = {\n".to_owned();
    for at in 0..count {
        writeln!(main, "    k{at} = {{ on = {} }}", at + 1 != count).unwrap();
    }
    main += "  }\n}\nmodule \"m\" {\n  source   = \"./m\"\n  for_each = local.all\n  all      = local.all\n  \
             own      = each.key\n}\n";
    let module = format!(
        "variable \"all\" {{\n  type = {kind}\n}}\nvariable \"own\" {{}}\nresource \"aws_cloudtrail\" \"t\" {{\n  \
         include_global_service_events = var.all[var.own].on\n}}\n"
    );
    lint(&[("main.tf", &main), ("m/main.tf", &module)])
}

#[test]
fn instances_share_what_all_of_them_are_given() {
    for kind in ["any", "map(object({ on = optional(bool, true) }))"] {
        let begun = Instant::now();
        let outcome = given_the_whole(2_000, kind);
        let off: Vec<&Trail> = outcome
            .trails
            .iter()
            .filter(|trail| trail.verdict() != Verdict::Recorded)
            .map(Box::as_ref)
            .collect();
        assert_eq!(outcome.trails.len(), 2_000);
        assert!(
            matches!(off.as_slice(), [off] if off.address == "module.m[\"k1999\"].aws_cloudtrail.t")
        );
        assert_eq!(off[0].flag().value(), Some(&false), "{:?}", off[0].flag());
        let flag = off[0].flag();
        let said: Vec<&str> = flag.from().labels().map(|label| &*label.message).collect();
        assert!(said.contains(&"module `m` is given `all` here"), "{said:?}");
        // A minute and more, where each of them is given its own.
        assert!(begun.elapsed() < Duration::from_secs(30));
    }
}

/// A module of which each instance has a StackSet, and makes instances of that.
fn stack_sets(count: usize) -> Outcome {
    let main = format!(
        "module \"m\" {{\n  source = \"./m\"\n  count  = {count}\n  number = count.index\n}}\n"
    );
    let module = "variable \"number\" {}\nresource \"aws_cloudformation_stack_set\" \"s\" {\n  name = \"s-${var.number}\"\n  \
                  template_body = jsonencode({ Resources = { T = { Type = \"AWS::CloudTrail::Trail\", Properties = { \
                  IsLogging = true, S3BucketName = \"b\" } } } })\n}\nresource \"aws_cloudformation_stack_set_instance\" \"i\" {\n  \
                  stack_set_name = aws_cloudformation_stack_set.s.name\n  region = \"us-east-1\"\n}\n";
    lint(&[("main.tf", &main), ("m/main.tf", module)])
}

#[test]
fn a_stack_set_does_not_look_at_all_modules_for_its_instances() {
    let time = |count: usize| {
        let start = Instant::now();
        let outcome = stack_sets(count);
        assert_eq!(outcome.trails.len(), count);
        let is_off = |trail: &Trail| trail.verdict() == Verdict::NotRecorded;
        assert!(outcome.trails.iter().all(|trail| is_off(trail)));
        start.elapsed()
    };
    let few = time(60);
    let many = time(480);
    assert!(
        many < few * 24 + Duration::from_secs(1),
        "{few:?} for 60, {many:?} for 480"
    );
}

/// A template with so many trails, each under comments of all kinds.
fn commented(count: usize) -> Outcome {
    let mut template = "Resources:\n".to_owned();
    for at in 0..count {
        write!(
            template,
            "  # The trail of account {at}.\n  T{at}: # its name\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      \
             # cloudtrail-lint: ignore[CT-005] the events of {at} are recorded elsewhere\n      \
             IncludeGlobalServiceEvents: false\n      IsLogging: true #kept on\n      S3BucketName: logs\n"
        )
        .unwrap();
    }
    lint(&[("template.yaml", &template)])
}

#[test]
fn a_template_is_not_read_again_for_each_comment() {
    let time = |count: usize| {
        let start = Instant::now();
        assert_eq!(commented(count).trails.len(), count);
        start.elapsed()
    };
    let few = time(100);
    let many = time(800);
    // 64 times as long, where each comment has the text read again.
    assert!(
        many < few * 24 + Duration::from_secs(1),
        "{few:?} for 100, {many:?} for 800"
    );
}

/// A root that calls so many modules, each with a trail of its own.
fn called_once_each(count: usize) -> Outcome {
    let mut main = String::new();
    let mut files = Vec::new();
    for at in 0..count {
        writeln!(
            main,
            "module \"m{at}\" {{\n  source = \"./modules/m{at}\"\n}}\n"
        )
        .unwrap();
        let trail = format!(
            "resource \"aws_cloudtrail\" \"t\" {{\n  include_global_service_events = {}\n}}\n",
            at + 1 != count
        );
        files.push((format!("modules/m{at}/main.tf"), trail));
    }
    files.push(("main.tf".to_owned(), main));
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    lint(&files)
}

#[test]
fn modules_with_trails_do_not_look_at_all_others() {
    let time = |count: usize| {
        let start = Instant::now();
        let outcome = called_once_each(count);
        let is_off = |trail: &Trail| trail.verdict() == Verdict::NotRecorded;
        assert_eq!(outcome.trails.len(), count);
        assert_eq!(
            outcome.trails.iter().filter(|trail| is_off(trail)).count(),
            1
        );
        start.elapsed()
    };
    let few = time(600);
    let many = time(5_000);
    // The names of all of them were gone through for each.
    assert!(
        many < few * 24 + Duration::from_secs(1),
        "{few:?} for 600, {many:?} for 5,000"
    );
}
