//! Objects with many members, and files with more values than are read.

use cloudtrail_lint::model::Verdict;

use crate::terraform_bounds::{lint, trail, why};

/// The members of an object, one a line, of which `k7` alone is false.
fn members(count: usize) -> String {
    let each = (0..count).map(|at| format!("    k{at} = {}\n", at != 7));
    each.collect::<Vec<_>>().concat()
}

#[test]
fn objects_of_many_members_are_read_as_others_are() {
    for count in [999, 1_001, 20_000] {
        let object = format!("{{\n{}  }}", members(count));
        let texts = [
            format!("locals {{\n  o = {object}\n}}\n"),
            format!("locals {{\n  o = merge({object}, {{ more = 1 }})\n}}\n"),
            format!("locals {{\n  p = [{{ o = {object} }}]\n  o = local.p[0].o\n}}\n"),
        ];
        for text in texts {
            let flags = trail("local.o.k7") + &trail("local.o.k8").replace("\"this\"", "\"other\"");
            let outcome = lint(&[("main.tf", &(text + &flags))]);
            let verdicts: Vec<Verdict> =
                outcome.trails.iter().map(|trail| trail.verdict()).collect();
            assert_eq!(verdicts.len(), 2);
            assert_eq!(verdicts[0], Verdict::NotRecorded);
            assert_ne!(verdicts[1], Verdict::NotRecorded);
            let changes = format!("{:?}", outcome.findings[0].changes);
            assert!(changes.contains("k7"), "{count}: {changes}");
        }
    }
}

#[test]
fn types_of_many_attributes_are_not_known() {
    let of = |count: usize| {
        let attributes = members(count)
            .replace("true", "optional(bool)")
            .replace("false", "bool");
        let variable = format!(
            "variable \"o\" {{\n  type = object({{\n{attributes}  }})\n  default = {{ k7 = false }}\n}}\n"
        );
        lint(&[("main.tf", &(variable + &trail("var.o.k7")))])
    };
    assert_eq!(of(999).trails[0].verdict(), Verdict::NotRecorded);
    assert!(why(&of(1_001)).contains("more than 1000 attributes"));
}

#[test]
fn files_of_too_many_values_are_refused_at_their_place() {
    let declared = "variable \"o\" {}\n".to_owned() + &trail("var.o.k1 == 2");
    let of = |name: &str, separator: &str, count: usize| {
        let members: Vec<String> = match separator {
            "=" => (0..count).map(|at| format!("k{at} = {at}\n")).collect(),
            _ => (0..count).map(|at| format!("\"k{at}\": {at},\n")).collect(),
        };
        let text = match separator {
            "=" => format!("o = {{\n{}}}\n", members.concat()),
            _ => format!("{{ \"o\": {{\n{}\"last\": 0 }} }}", members.concat()),
        };
        lint(&[("main.tf", &declared), (name, &text)])
    };
    for (name, separator) in [("terraform.tfvars", "="), ("terraform.tfvars.json", ":")] {
        let [read, refused] = [60_000, 90_000].map(|count| of(name, separator, count));
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        assert_eq!(
            read.findings
                .iter()
                .filter(|finding| finding.rule.id == "syntax-error")
                .count(),
            0
        );
        let found: Vec<&str> = refused
            .findings
            .iter()
            .map(|finding| finding.message.as_str())
            .collect();
        assert!(
            found
                .iter()
                .any(|message| message.starts_with("The file has more than")),
            "{found:?}"
        );
    }
}

/// What stands in so many brackets, calls or lines is no more than the values are that a file may have.
#[test]
fn parts_of_values_count_as_values_do() {
    let around = |count: usize, open: &str, close: &str| {
        format!("{}false{}", open.repeat(count), close.repeat(count))
    };
    let lines = "${var.v}\n".repeat(90_000);
    for flag in [
        around(120_000, "(", ")"),
        around(120_000, "f(", ")"),
        format!("var.v{}", ".a".repeat(300_000)),
        format!("<<E\n{lines}E\n"),
    ] {
        let refused = lint(&[("main.tf", &trail(&flag))]);
        let found = refused.findings.first().map(|one| one.message.clone());
        let found = found.unwrap_or_default();
        assert!(found.contains("values and parts of values"), "{found}");
    }
    let template = ("t.tpl", lines.as_str());
    let flag = "templatefile(\"t.tpl\", { v = 1 }) == \"x\"";
    let read = lint(&[template, ("main.tf", &trail(flag))]);
    assert!(why(&read).contains("more parts than are followed"));
}

#[test]
fn what_is_nested_deeper_than_is_followed_is_unknown() {
    let splats =
        "locals {\n  l = [1]\n}\n".to_owned() + &trail(&format!("local.l{}", "[*]".repeat(50_000)));
    let deep = trail(&format!("{}false{}", "(".repeat(3_000), ")".repeat(3_000)));
    let read = lint(&[("main.tf", &splats)]);
    assert_eq!(read.trails.len(), 1);
    assert_ne!(read.trails[0].verdict(), Verdict::NotRecorded);
    assert!(why(&lint(&[("main.tf", &deep)])).contains("nested too deeply"));
}

#[test]
fn the_json_files_of_a_module_have_so_many_values_together() {
    let members: Vec<String> = (0..45_000).map(|at| format!("\"k{at}\": 1")).collect();
    let json = |name: &str| {
        let members = members.join(", ");
        format!("{{ \"locals\": {{ \"{name}\": {{ {members} }} }} }}")
    };
    let (one, two, three) = (json("one"), json("two"), json("three"));
    let flag = trail("local.two.k7 == 2");
    let mut files = vec![
        ("main.tf", flag.as_str()),
        ("a.tf.json", &one),
        ("b.tf.json", &two),
    ];
    let read = lint(&files);
    assert_eq!(read.trails[0].verdict(), Verdict::NotRecorded);
    files.extend([("aa.tf.json", three.as_str()), ("ab.tf.json", "{}")]);
    let refused = lint(&files);
    let message = "The JSON files of the module have too many values together";
    let found = refused
        .findings
        .iter()
        .filter(|found| found.message == message);
    assert_eq!(found.count(), 1);
    assert_eq!(refused.trails[0].verdict(), Verdict::Unknown);
}

#[test]
fn of_too_many_providers_that_are_passed_none_is_said_to_lack() {
    let of = |count: usize| {
        let names = |each: &dyn Fn(usize) -> String| (0..count).map(each).collect::<String>();
        let providers = names(&|at| {
            format!("provider \"aws\" {{\n  alias = \"p{at}\"\n  region = \"us-east-1\"\n}}\n")
        });
        let pairs = names(&|at| format!("    aws.o{at} = aws.p{at}\n"));
        let aliases = names(&|at| format!("aws.o{at}, "));
        let call = format!(
            "module \"m\" {{\n  source = \"./m\"\n  providers = {{\n{pairs}  }}\n}}\n{providers}"
        );
        let module = format!(
            "terraform {{\n  required_providers {{\n    aws = {{\n      source = \"hashicorp/aws\"\n      configuration_aliases = [{aliases}]\n    }}\n  }}\n}}\n{}",
            trail("false\n  provider = aws.o7")
        );
        let outcome = lint(&[("main.tf", &call), ("m/main.tf", &module)]);
        let errors = outcome
            .findings
            .iter()
            .filter(|finding| finding.rule.id != "global-service-events-disabled");
        let said: Vec<String> = errors.map(|finding| finding.message.clone()).collect();
        (outcome.trails[0].verdict(), said)
    };
    for count in [900, 1_100] {
        let (verdict, said) = of(count);
        assert_eq!(verdict, Verdict::NotRecorded, "{count}: {said:?}");
        assert!(
            !said
                .iter()
                .any(|message| message.contains("no provider configuration")),
            "{count}: {said:?}"
        );
    }
}

/// Of names that a file sets and nothing declares, so many are said, and the last of them stands for the others.
#[test]
fn names_that_nothing_takes_are_said_up_to_a_bound() {
    let given = |count: usize| -> String {
        (0..count)
            .map(|at| format!("v{at} = 1\n"))
            .collect::<Vec<_>>()
            .concat()
    };
    for (count, notes) in [(20, 20), (33, 20)] {
        let outcome = lint(&[
            ("main.tf", &trail("false")),
            ("terraform.tfvars", &given(count)),
        ]);
        let said = outcome.findings.iter().map(|finding| &finding.message);
        let said: Vec<&String> = said.filter(|said| said.contains("set here")).collect();
        assert_eq!(said.len(), notes, "{said:?}");
        let others = said.iter().filter(|said| said.contains("and 13 more"));
        assert_eq!(others.count(), usize::from(count > 20), "{said:?}");
    }
    // What means a variable by a wrong name is said, however many others mean none.
    let text = format!("{}include_global_event = false\n", given(24));
    let code = format!(
        "variable \"include_global_events\" {{\n  default = true\n}}\n{}",
        trail("var.include_global_events")
    );
    let outcome = lint(&[("main.tf", &code), ("terraform.tfvars", &text)]);
    let mut said = outcome.findings.iter().map(|finding| &finding.message);
    assert!(said.any(|said| said.contains("did you mean `include_global_events`?")));
}
