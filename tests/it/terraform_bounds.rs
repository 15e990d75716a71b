//! Input made to exhaust the linter ends, in bounded memory and stack, and leaves a reason.

use std::fmt::Write as _;

use cloudtrail_lint::model::{Trail, Verdict};
use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::outcome::Outcome;
use cloudtrail_lint::resolved::{Hop, Resolved};

pub(crate) fn lint(files: &[(&str, &str)]) -> Outcome {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    cloudtrail_lint::lint(&LintOptions {
        paths: vec![dir.path().to_owned()],
        ..LintOptions::default()
    })
}

/// Why the flag of the only trail is not known.
pub(crate) fn why(outcome: &Outcome) -> &str {
    assert_eq!(outcome.trails.len(), 1, "{:?}", outcome.findings);
    match &outcome.trails[0].include_global_service_events {
        Resolved::Unknown { why, .. } => why,
        other => panic!("{other:?}"),
    }
}

fn says(outcome: &Outcome, words: &str) -> bool {
    let mut findings = outcome.findings.iter();
    findings.any(|finding| finding.message.contains(words))
}

/// A block of locals, each made of the one before.
pub(crate) fn locals(first: &str, count: usize, next: impl Fn(&str) -> String) -> String {
    let mut out = format!("locals {{\n  l0 = {first}\n");
    for at in 1..=count {
        writeln!(out, "  l{at} = {}", next(&format!("local.l{}", at - 1))).unwrap();
    }
    out + "}\n"
}

pub(crate) fn trail(flag: &str) -> String {
    format!(
        "resource \"aws_cloudtrail\" \"this\" {{\n  include_global_service_events = {flag}\n}}\n"
    )
}

#[test]
fn lists_of_lists_of_lists_do_not_fill_the_memory() {
    // The parts that still fit stay known; the last ones do not.
    let innermost = format!("local.l12{}[0]", "[9]".repeat(12));
    let locals = locals("[true]", 12, |before| {
        format!("[{}]", [before; 10].join(", "))
    });
    let outcome = lint(&[("main.tf", &(locals.clone() + &trail(&innermost)))]);
    assert!(why(&outcome).contains("too large to follow"));
    let unit = "terraform {\n  source = \"../mod\"\n}\n".to_owned()
        + &locals
        + &format!("inputs = {{\n  on = {innermost}\n}}\n");
    let module = trail("var.on") + "variable \"on\" {}\n";
    let outcome = lint(&[("live/terragrunt.hcl", &unit), ("mod/main.tf", &module)]);
    assert!(why(&outcome).contains("too large to follow"));
}

/// Which branch is taken is decided, though not here: nobody who deploys the module can choose.
#[test]
fn a_condition_beyond_the_steps_is_no_open_one() {
    let count = "sum([for a in range(1000) : sum([for b in range(1000) : a * b])])";
    let text = trail(&format!("{count} == 3 ? true : false"));
    let outcome = lint(&[("main.tf", &text)]);
    assert!(why(&outcome).contains("too many steps"));
}

#[test]
fn texts_made_of_texts_do_not_fill_the_memory() {
    let tenfold = |before: &str| format!("\"{}\"", format!("${{{before}}}").repeat(10));
    let text = locals("\"xxxxxxxxxx\"", 12, tenfold) + &trail("local.l12 == \"\"");
    assert!(why(&lint(&[("main.tf", &text)])).contains("too large to follow"));
    for call in [
        "replace(local.l4, \"x\", local.l4)",
        "join(local.l4, split(\"\", local.l4))",
        "indent(1000, local.l4)",
    ] {
        let text = locals("\"xxxxxxxxxx\"", 4, tenfold) + &trail(&format!("{call} == \"\""));
        assert!(
            why(&lint(&[("main.tf", &text)])).contains("too large to follow"),
            "{call}"
        );
    }
}

#[test]
fn long_ways_from_name_to_name_do_not_fill_the_stack() {
    let plain = locals("true", 20_000, str::to_owned) + &trail("local.l20000");
    assert!(why(&lint(&[("main.tf", &plain)])).contains("nested too deeply"));
    let nested = locals("true", 3_000, |before| format!("[{before}]"))
        + &trail(&format!("local.l3000{}", "[0]".repeat(3_000)));
    let outcome = lint(&[("main.tf", &nested)]);
    assert!(why(&outcome).contains("too deeply") || why(&outcome).contains("too large"));
    // What people write is far from it.
    let short = locals("false", 60, |before| format!("!(!({before}))")) + &trail("local.l60");
    let outcome = lint(&[("main.tf", &short)]);
    assert_eq!(
        outcome.trails[0].include_global_service_events.value(),
        Some(&false)
    );
}

#[test]
fn names_evaluated_one_on_the_other_do_not_nest_without_end() {
    let mut text = locals("true", 6_000, |before| format!("[{before}]"));
    for at in 1..=60 {
        write!(
            text,
            "resource \"aws_cloudtrail\" \"t{at}\" {{\n  include_global_service_events = local.l{} == []\n}}\n",
            at * 100
        )
        .unwrap();
    }
    let outcome = lint(&[("main.tf", &text)]);
    assert_eq!(outcome.trails.len(), 60);
}

#[test]
fn a_long_way_of_attributes_is_no_deep_one() {
    let text = trail(&format!("var.x{}", ".a".repeat(20_000))) + "variable \"x\" {}\n";
    assert!(why(&lint(&[("main.tf", &text)])).contains("no default"));
}

#[test]
fn modules_that_call_eight_modules_each_end() {
    let mut files: Vec<(String, String)> = (0..12)
        .map(|level| {
            let calls = (0..8).fold(String::new(), |mut out, call| {
                write!(
                    out,
                    "module \"m{call}\" {{\n  source = \"../l{}\"\n}}\n",
                    level + 1
                )
                .unwrap();
                out
            });
            (format!("l{level}/main.tf"), calls)
        })
        .collect();
    files.push(("l12/main.tf".into(), trail("false")));
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let outcome = lint(&files);
    let trails = outcome.trails.len();
    assert!((1..=10_000).contains(&trails), "{trails}");
    assert!(says(&outcome, "more than 10000 module instances"));
}

/// Nothing is said of it: there may be thousands.
fn recording_trail() -> String {
    trail("true\n  is_multi_region_trail = true")
}

/// Each caller is a root: together they share how many module instances a run judges.
#[test]
fn roots_whose_callers_call_one_another_end() {
    let (layers, width) = (12, 12);
    let mut files = vec![("m0x0/main.tf".to_owned(), recording_trail())];
    for layer in 1..layers {
        let below = if layer == 1 { 1 } else { width };
        let calls = (0..below).fold(String::new(), |mut out, at| {
            let source = format!("../m{}x{at}", layer - 1);
            write!(out, "module \"c{at}\" {{\n  source = \"{source}\"\n}}\n").unwrap();
            out
        });
        files.extend((0..width).map(|at| (format!("m{layer}x{at}/main.tf"), calls.clone())));
    }
    let outcome = lint_all(&files);
    assert!(says(&outcome, "more than 8333 module instances"));
    // Each root has so many trails, of which each but one stands for a trail or a call that is left; one is for all others.
    assert!(outcome.trails.len() <= 12 * 835, "{}", outcome.trails.len());
}

/// What calls itself is said once for each call, however many instances come to it.
#[test]
fn modules_that_all_call_one_another_end() {
    let count = 12;
    let calls = (0..count).fold(String::new(), |mut out, at| {
        write!(out, "module \"m{at}\" {{\n  source = \"../m{at}\"\n}}\n").unwrap();
        out
    });
    let module = calls + &recording_trail();
    let mut files: Vec<(String, String)> = (0..count)
        .map(|at| (format!("m{at}/main.tf"), module.clone()))
        .collect();
    let root = "module \"m\" {\n  source = \"../m0\"\n}\n";
    files.push(("root/main.tf".into(), root.into()));
    let outcome = lint_all(&files);
    assert!(says(&outcome, "calls itself"));
    assert!(says(&outcome, "more than 10000 module instances"));
}

#[test]
fn one_broken_block_costs_no_more_for_the_blocks_around_it() {
    let mut text = String::new();
    for at in 0..5_000 {
        write!(text, "variable \"v{at}\" {{\n  default = {at}\n}}\n").unwrap();
    }
    text += "variable \"broken\" {\n  default = = 1\n}\n";
    text += &trail("var.v4999 == 4998");
    let outcome = lint(&[("main.tf", &text)]);
    let flag = &outcome.trails[0].include_global_service_events;
    assert_eq!(flag.value(), Some(&false));
    // Spans count from the file's start, though each block was read alone.
    let span = flag.from().at.unwrap();
    let file = outcome.sources.get(span.source);
    assert_eq!(&file.text()[span.range()], "var.v4999 == 4998");
    let hop = flag.from().hops.iter().find_map(Hop::span).unwrap();
    assert_eq!(&file.text()[hop.range()], "4999");
}

#[test]
fn expressions_too_deep_for_the_parser_are_followed_as_far_as_others() {
    let nested = |open: &str, inner: &str, close: &str, levels| {
        format!("{}{inner}{}", open.repeat(levels), close.repeat(levels))
    };
    let flag = |flag: &str| {
        let outcome = lint(&[("main.tf", &trail(flag))]);
        assert_eq!(outcome.trails.len(), 1, "{:?}", outcome.findings);
        outcome.trails[0].include_global_service_events.clone()
    };
    for deep in [
        nested("(", "false", ")", 200),
        nested("flatten([", "false", "])", 100) + "[0]",
        format!("{}{}", nested("[", "false", "]", 100), "[0]".repeat(100)),
        format!("{}{}", nested("{a=1,a=", "false", "}", 70), ".a".repeat(70)),
        nested("merge({ f = true }, ", "{ f = true, f = false }", ")", 80) + ".f",
        "1e400 < 1e399".into(),
        format!("{}1 == 1", "1".repeat(400)),
    ] {
        assert_eq!(flag(&deep).value(), Some(&false), "{deep}");
    }
    for too_deep in [
        nested("(", "true", ")", 5_000),
        nested("[", "true", "]", 5_000),
        nested("!", "true", "", 5_000),
        nested("max(", "1", ")", 5_000),
        nested("{ a = 1, a = ", "true", "}", 5_000),
        nested("\"${", "true", "}\"", 5_000),
        nested("a[", "1", "]", 5_000),
        ["true"; 1_000].join(" && "),
    ] {
        assert!(
            matches!(
                flag(&too_deep),
                Resolved::Unknown { .. } | Resolved::Invalid { .. }
            ),
            "{too_deep}: {:?}",
            flag(&too_deep)
        );
    }
    assert!(why(&lint(&[("main.tf", &trail(&nested("(", "1", ")", 5_000)))])).contains("too deep"));
}

#[test]
fn attributes_that_each_come_near_the_bound_do_not_add_up() {
    let twice = "\"${local.long}${local.long}\"";
    let trails: String = (0..800)
        .map(|at| {
            let flag = trail(&format!("{twice} == {twice}"));
            flag.replace("\"this\"", &format!("\"t{at}\""))
        })
        .collect();
    let long = format!("locals {{\n  long = \"{}\"\n}}\n", "x".repeat(500_000));
    let outcome = lint(&[("main.tf", &(long + &trails))]);
    let flags = outcome
        .trails
        .iter()
        .map(|trail| &trail.include_global_service_events);
    let (known, beyond): (Vec<_>, Vec<_>) = flags.partition(|flag| flag.value() == Some(&true));
    assert!((100..800).contains(&known.len()), "{}", known.len());
    for flag in beyond {
        let Resolved::Unknown { why, .. } = flag else {
            panic!("{flag:?}");
        };
        assert!(why.contains("take too many steps together"), "{why}");
    }
}

/// What one unit of Terragrunt takes is its own, as long as there is enough for all.
#[test]
fn one_terragrunt_unit_has_what_a_run_may_take() {
    let twice = "\"${local.long}${local.long}\"";
    let mut checks = String::new();
    for at in 0..60 {
        writeln!(checks, "  check{at} = {twice} == {twice}").unwrap();
    }
    let names: Vec<String> = (0..60).map(|at| format!("local.check{at}")).collect();
    let unit = format!(
        "locals {{\n  long = \"{}\"\n{checks}}}\nterraform {{\n  source = \"../modules/trail\"\n}}\n\
         inputs = {{\n  global = alltrue([{}])\n}}\n",
        "x".repeat(500_000),
        names.join(", ")
    );
    let module = format!(
        "variable \"global\" {{\n  type = bool\n}}\n{}",
        trail("var.global")
    );
    let outcome = lint(&[
        ("live/terragrunt.hcl", &unit),
        ("modules/trail/main.tf", &module),
    ]);
    let flag = &outcome.trails[0].include_global_service_events;
    assert_eq!(flag.value(), Some(&true), "{flag:?}");
}

#[test]
fn turns_of_templates_and_long_texts_cost_steps() {
    let ten = "range(1000)";
    for flag in [
        format!(
            "\"%{{ for a in {ten} }}%{{ for b in {ten} }}x%{{ endfor }}%{{ endfor }}\" == \"\""
        ),
        format!("join(\"\", [for a in {ten} : join(\"\", [local.long, local.long])]) == \"\""),
        format!("join(\"\", [for a in {ten} : replace(local.long, \"x\", \"yy\")]) == \"\""),
        format!("join(\"\", [for a in {ten} : \"${{local.long}}${{local.long}}\"]) == \"\""),
    ] {
        let long = format!("locals {{\n  long = \"{}\"\n}}\n", "x".repeat(20_000));
        let outcome = lint(&[("main.tf", &(long + &trail(&flag)))]);
        let why = why(&outcome);
        assert!(
            why.contains("too many steps") || why.contains("too large"),
            "{why}"
        );
    }
}

#[test]
fn braces_in_one_another_are_no_pattern_that_is_followed() {
    for pattern in [
        format!("{}{}", "{a,".repeat(150), "}".repeat(150)),
        format!("{{{}b}}", "a,".repeat(1_000)),
    ] {
        let flag = format!("length(fileset(path.module, \"{pattern}\")) > 0");
        let outcome = lint(&[("main.tf", &trail(&flag))]);
        let why = why(&outcome);
        assert!(why.contains("the pattern of `fileset`"), "{why}");
    }
}

#[test]
fn one_broken_file_makes_few_findings_and_says_how_many_more() {
    let broken: String = (0..500)
        .map(|at| trail("= false").replace("this", &format!("t{at}")))
        .collect();
    let whole = trail("false");
    let outcome = lint(&[("broken/main.tf", &broken), ("whole/main.tf", &whole)]);
    let of_broken = outcome
        .findings
        .iter()
        .filter(|finding| finding.rule.id == "syntax-error");
    let said: Vec<&str> = of_broken.map(|finding| finding.message.as_str()).collect();
    assert_eq!(said.len(), 20, "{said:?}");
    assert!(
        said[19].ends_with("; 480 more places in this file cannot be read"),
        "{said:?}"
    );
    assert_eq!(outcome.trails.len(), 1);
}

/// A list of so many elements, without `range`, which Terraform bounds.
fn many(count: usize) -> String {
    format!(
        "locals {{\n  many = split(\"\", \"{}\")\n}}\n",
        "x".repeat(count)
    )
}

/// What is done again in each turn of a loop counts each time, be it small to write.
#[test]
fn work_in_loops_ends() {
    let yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\\n".to_owned()
        + &(1..9).fold(String::new(), |mut out, at| {
            let aliases = vec![format!("*a{}", at - 1); 10].join(", ");
            write!(out, "a{at}: &a{at} [{aliases}]\\n").unwrap();
            out
        });
    let halves = locals("[\"x\"]", 12, |before| format!("[{before}, {before}]"));
    for work in [
        "yamldecode(local.yaml)",
        "flatten(local.l12)",
        "local.many == local.many",
        "regexall(\"(x|y)*(y|x)*z|[a-z]\", join(\"\", local.many))",
        "sha512(join(\"\", local.many))",
        "distinct(local.many)",
        "[for b in local.many : b]",
    ] {
        let text = format!(
            "locals {{\n  yaml = \"{yaml}\"\n}}\n{}{halves}",
            many(9_000)
        ) + &trail(&format!("length([for a in local.many : {work}]) > 0"));
        let outcome = soon(text);
        // There are as many elements, though nothing is known of most of them.
        match outcome.trails[0].flag() {
            Resolved::Known { value: true, .. } => {}
            Resolved::Unknown { why, .. } => {
                assert!(why.contains("too many steps"), "{work}: {why}");
            }
            other => panic!("{work}: {other:?}"),
        }
    }
}

#[test]
fn maps_in_maps_asked_for_keys_that_are_not_known_are_bounded() {
    let mut text = "variable \"a\" {}\nvariable \"b\" {}\nlocals {\n  m = {for i in range(30) : \"k${i}\" => {for j in \
                    range(30) : \"l${j}\" => i == j}}\n}\n"
        .to_owned();
    text += &trail("local.m[var.a][var.b]");
    assert!(why(&soon(text)).contains("too many steps"));
}

/// Each unit alone has a share of what a run may take that is less than the file takes to decode.
#[test]
fn a_data_file_that_many_units_read_is_decoded_once() {
    let mut vars =
        "common: &common\n  owner: platform\naudit:\n  global: false\nteams:\n".to_owned();
    for team in 0..1_200 {
        writeln!(vars, "  team{team}:\n    <<: *common\n    name: team{team}").unwrap();
    }
    let unit = "locals {\n  vars = yamldecode(file(find_in_parent_folders(\"vars.yaml\")))\n}\nterraform {\n  source = \"../../modules//trail\"\n}\ninputs = {\n  global = local.vars[\"audit\"][\"global\"]\n}\n";
    let module = "variable \"global\" {\n  type = bool\n}\n".to_owned() + &trail("var.global");
    let mut files = vec![
        ("live/vars.yaml".to_owned(), vars),
        ("modules/trail/main.tf".to_owned(), module),
    ];
    let units = (0..300).map(|at| (format!("live/unit{at}/terragrunt.hcl"), unit.to_owned()));
    files.extend(units);
    let outcome = lint_all(&files);
    let verdicts = outcome.trails.iter().map(|trail| trail.verdict());
    assert_eq!(
        verdicts
            .filter(|&verdict| verdict == Verdict::NotRecorded)
            .count(),
        300
    );
    assert_eq!(outcome.summary.undecided, 0, "{:?}", outcome.findings);
}

#[test]
fn data_files_are_bounded_together() {
    let data = "x".repeat(1_000_000);
    let trails: String = (0..60)
        .map(|at| {
            let flag = format!("length(file(\"${{path.module}}/f{at}.txt\")) > 0");
            trail(&flag).replace("\"this\"", &format!("\"t{at}\""))
        })
        .collect();
    let texts = (0..60).map(|at| (format!("f{at}.txt"), data.clone()));
    let main = [("main.tf".to_owned(), trails)];
    let outcome = lint_all(&main.into_iter().chain(texts).collect::<Vec<_>>());
    let flags = outcome.trails.iter().map(|trail| trail.flag());
    let (known, beyond): (Vec<_>, Vec<_>) = flags.partition(|flag| flag.value() == Some(&true));
    assert!((10..50).contains(&known.len()), "{}", known.len());
    for flag in beyond {
        let Resolved::Unknown { why, .. } = flag else {
            panic!("{flag:?}");
        };
        assert!(
            why.contains("too large together") || why.contains("too many steps"),
            "{why}"
        );
    }
}

/// Modules that each call the next, given a value that goes down to the last, which has the trail.
fn chain(length: usize) -> Vec<(String, String)> {
    let call = |at: usize, value: &str| {
        format!("module \"m\" {{\n  source = \"../m{at}\"\n  on = {value}\n}}\n")
    };
    let mut files = vec![("m0/main.tf".to_owned(), call(1, "false"))];
    for at in 1..length {
        let text = call(at + 1, "var.on") + "variable \"on\" {}\n";
        files.push((format!("m{at}/main.tf"), text));
    }
    let last = trail("var.on") + "variable \"on\" {\n  default = true\n}\n";
    files.push((format!("m{length}/main.tf"), last));
    files
}

fn lint_all(files: &[(String, String)]) -> Outcome {
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    lint(&files)
}

#[test]
fn a_chain_of_calls_is_followed_and_past_its_bound_it_is_said() {
    let outcome = lint_all(&chain(90));
    assert_eq!(outcome.trails.len(), 1);
    assert_eq!(outcome.trails[0].flag().value(), Some(&false));
    let outcome = lint_all(&chain(150));
    let verdicts: Vec<_> = outcome.trails.iter().map(|trail| trail.verdict()).collect();
    assert_eq!(verdicts, [Verdict::Unknown]);
    assert!(says(&outcome, "module calls are followed 100 deep"));
}

/// Each trail holds the calls above it: eight of them count as two trails more.
#[test]
fn trails_that_lie_deep_count_as_several() {
    let call = |at: usize| {
        let call = format!("module \"m\" {{\n  source = \"../m{}\"\n}}\n", at + 1);
        (format!("m{at}/main.tf"), call)
    };
    let trails = (0..3_400).fold(String::new(), |out, at| {
        out + &recording_trail().replace("this", &format!("t{at}"))
    });
    let files = (0..8).map(call);
    let files: Vec<_> = files.chain([("m8/main.tf".into(), trails)]).collect();
    let outcome = lint_all(&files);
    assert!(says(&outcome, "more than 2667 trails"));
    let trails = outcome.trails.iter();
    let judged = trails.filter(|trail| trail.not_followed.is_none());
    assert_eq!(judged.count(), 2_667);
}

/// So many root modules that each has room for a few trails only; what the others leave is for those that have more.
#[test]
fn what_some_roots_leave_of_their_trails_is_for_the_others() {
    let trails = |count: usize| {
        (0..count).fold(String::new(), |out, at| {
            out + &recording_trail().replace("this", &format!("t{at}"))
        })
    };
    let roots = |large: usize, count: usize| {
        let small = (0..2_400).map(|at| (format!("s{at}/main.tf"), trails(1)));
        let large = (0..large).map(|at| (format!("l{at}/main.tf"), trails(count)));
        lint_all(&small.chain(large).collect::<Vec<_>>())
    };
    let outcome = roots(10, 400);
    let is_judged = |trail: &Trail| trail.not_followed.is_none();
    assert_eq!(
        outcome
            .trails
            .iter()
            .filter(|trail| is_judged(trail))
            .count(),
        2_400 + 4_000
    );
    assert_eq!(outcome.trails.len(), 2_400 + 4_000);
    // What stands for all others of a root says how many they are.
    let outcome = roots(20, 300);
    assert_eq!(
        outcome
            .trails
            .iter()
            .filter(|trail| is_judged(trail))
            .count(),
        2_400 + 5_600
    );
    assert_eq!(outcome.trails.len(), 2_400 + 5_620);
    assert!(says(
        &outcome,
        "`aws_cloudtrail.t280` and 19 others record global service events: its root module has more than 280 trails"
    ));
}

#[test]
fn instances_past_the_bound_are_not_known_where_they_differ() {
    let text = "resource \"aws_cloudtrail\" \"t\" {\n  count = 10500\n  include_global_service_events = \
                count.index != 9000\n}\n";
    let outcome = lint(&[("main.tf", text)]);
    let flag = |at: usize| {
        outcome
            .trails
            .iter()
            .find(|trail| trail.address == format!("aws_cloudtrail.t[{at}]"))
    };
    assert_eq!(flag(9_000).unwrap().flag().value(), Some(&false));
    assert_eq!(flag(9_999).unwrap().flag().value(), Some(&true));
    let others = outcome
        .trails
        .iter()
        .find(|trail| trail.address == "aws_cloudtrail.t[after 10000]")
        .unwrap();
    assert!(matches!(others.flag(), Resolved::Unknown { .. }));
}

#[test]
fn references_do_not_use_up_the_instances_that_are_judged() {
    let main = "module \"settings\" {\n  source = \"./settings\"\n}\nmodule \"trail\" {\n  source = \"./trail\"\n  on = \
                false\n}\nlocals {\n  all = [for i in range(9000) : module.settings.on]\n}\n"
        .to_owned()
        + &trail("local.all[0]");
    let outcome = lint(&[
        ("main.tf", &main),
        ("settings/main.tf", "output \"on\" {\n  value = true\n}\n"),
        ("trail/main.tf", &(trail("var.on") + "variable \"on\" {}\n")),
    ]);
    let off = outcome
        .trails
        .iter()
        .find(|trail| trail.address == "module.trail.aws_cloudtrail.this")
        .unwrap();
    assert_eq!(off.flag().value(), Some(&false));
}

#[test]
fn conditions_too_large_to_join_are_not_asked_about_again_and_again() {
    let mut text = trail("local.l0 ? true : false") + "locals {\n";
    for at in 0..40 {
        writeln!(
            text,
            "  l{at} = var.x{} == \"a\" ? local.l{} : local.l{}",
            at % 20,
            at + 1,
            at + 2
        )
        .unwrap();
    }
    text += "  l40 = true\n  l41 = false\n}\n";
    for at in 0..20 {
        writeln!(text, "variable \"x{at}\" {{}}").unwrap();
    }
    let (done, ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || done.send(says(&lint(&[("main.tf", &text)]), "does not record")));
    let told = ended.recv_timeout(std::time::Duration::from_mins(1));
    assert_eq!(told, Ok(true));
}

/// What is found in a text, which has to take a moment only.
fn soon(text: String) -> Outcome {
    let (done, ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || done.send(lint(&[("main.tf", &text)])).ok());
    let outcome = ended.recv_timeout(std::time::Duration::from_secs(20));
    outcome.expect("it ends in time")
}

#[test]
fn arguments_of_try_that_fail_in_some_cases_do_not_multiply() {
    let map = "locals {\n  m = { a = true, b = \"no\", c = false, d = \"never\" }\n}\n";
    let call = |count: usize| {
        let mut text = map.to_owned();
        let mut arguments = String::new();
        for at in 0..count {
            writeln!(text, "variable \"k{at}\" {{\n  type = string\n}}").unwrap();
            write!(arguments, "tobool(local.m[var.k{at}]), ").unwrap();
        }
        text + &trail(&format!("try({arguments}false)"))
    };
    let outcome = soon(call(40));
    assert_eq!(outcome.trails.len(), 1);
    let flag = outcome.trails[0].flag();
    assert!(flag.count_cases() <= 64, "{flag:?}");
    let arms = flag.arms();
    assert!(arms.iter().any(|(_, arm)| arm.value() == Some(&false)));
    assert!(arms.iter().any(|(_, arm)| {
        matches!(arm, Resolved::Unknown { why, .. } if why.contains("more than 64 cases"))
    }));
    // One that fails in some cases is followed into all of them.
    let outcome = soon(call(1));
    let flag = outcome.trails[0].flag();
    let arms = flag.arms();
    assert!(
        arms.iter().all(|(_, arm)| arm.value().is_some()),
        "{flag:?}"
    );
}

#[test]
fn keys_that_there_are_in_one_case_only_are_looked_up_once_each() {
    let mut text = "variable \"on\" {\n  type = bool\n}\nresource \"aws_cloudtrail\" \"this\" {\n  for_each = \
                    var.on ? toset(["
        .to_owned();
    for at in 0..4_000 {
        write!(text, "\"k{at}\", ").unwrap();
    }
    text += "]) : toset([])\n  include_global_service_events = each.value != \"k3999\"\n}\n";
    let outcome = soon(text);
    assert_eq!(outcome.trails.len(), 4_000);
    let off = outcome
        .trails
        .iter()
        .find(|trail| trail.address == "aws_cloudtrail.this[\"k3999\"]")
        .unwrap();
    let flag = off.flag();
    let arms = flag.arms();
    assert!(arms.iter().any(|(_, arm)| arm.value() == Some(&false)));
}

#[test]
fn keys_in_brackets_are_the_same_at_every_depth() {
    for (key, of_key) in [("(\"a\")", ".a"), ("(upper(\"a\"))", ".A")] {
        for levels in 1..=40 {
            let flag = format!(
                "{}{{ {key} = false }}{}{of_key}",
                "[".repeat(levels),
                "]".repeat(levels) + &"[0]".repeat(levels)
            );
            let outcome = lint(&[("main.tf", &trail(&flag))]);
            assert_eq!(
                outcome.trails[0].flag().value(),
                Some(&false),
                "{flag}: {:?}",
                outcome.trails[0].flag()
            );
        }
    }
}
