//! Values at the bounds of what is followed: on one side they are known, on the other they are not, and nothing between.

use std::fmt::Write as _;

use cloudtrail_lint::model::Verdict;

use crate::terraform_bounds::{lint, locals, trail, why};

#[test]
fn a_map_is_told_apart_by_as_many_keys_as_the_bound_says() {
    let of = |keys: usize| {
        let mut map = String::new();
        for at in 0..keys {
            write!(map, "k{at} = {}, ", at != 7).unwrap();
        }
        let which = "variable \"which\" {\n  type = string\n}\n";
        lint(&[(
            "main.tf",
            &(which.to_owned() + &trail(&format!("{{ {map} }}[var.which]"))),
        )])
    };
    assert_eq!(of(1_000).trails[0].verdict(), Verdict::Depends);
    assert!(why(&of(1_001)).contains("more than 1000 keys"));
}

#[test]
fn values_of_many_cases_each_are_compared() {
    let map = |value: &dyn Fn(usize) -> usize| -> String {
        let members = (0..20).map(|at| format!("k{at} = \"v{}\", ", value(at)));
        format!("{{ {} }}", members.collect::<String>())
    };
    let flag = format!("{}[var.a] != {}[var.b]", map(&|at| at), map(&|at| at + 100));
    let variables = "variable \"a\" {\n  type = string\n}\nvariable \"b\" {\n  type = string\n}\n";
    let outcome = lint(&[("main.tf", &(variables.to_owned() + &trail(&flag)))]);
    assert_eq!(outcome.trails[0].verdict(), Verdict::Recorded);
}

#[test]
fn lists_in_lists_are_followed_as_deep_as_the_bound_says() {
    let flag = |levels: usize| {
        let locals = locals("[true]", levels, |before| format!("[{before}]"));
        let flag = trail(&format!("alltrue(flatten(local.l{levels}))"));
        lint(&[("main.tf", &(locals + &flag))])
    };
    assert_eq!(flag(98).trails[0].flag().value(), Some(&true));
    assert!(why(&flag(99)).contains("too large to follow"));
}

#[test]
fn local_values_have_one_bound_together() {
    let mut text = "locals {\n  all = range(1000)\n".to_owned();
    for at in 0..28 {
        writeln!(
            text,
            "  l{at} = [for at in range(12) : [for i in local.all : i + at]]"
        )
        .unwrap();
    }
    text += "}\n";
    for at in 0..28 {
        let flag = format!("length(local.l{at}) == 12");
        text += &trail(&flag).replace("\"this\"", &format!("\"t{at}\""));
    }
    let outcome = lint(&[("main.tf", &text)]);
    let known = |at: usize| outcome.trails[at].flag().value() == Some(&true);
    assert!(known(0) && known(14), "{:?}", outcome.trails[14].flag());
    assert!(!known(27), "{:?}", outcome.trails[27].flag());
}

#[test]
fn what_many_values_share_weighs_once() {
    let mut text = "locals {\n  all = range(1000)\n".to_owned();
    for at in 0..100 {
        writeln!(text, "  l{at} = [for at in range(24) : local.all]").unwrap();
    }
    text += "}\n";
    text += &trail("length(local.l99) == 24 && length(local.l98[23]) == 1000");
    let outcome = lint(&[("main.tf", &text)]);
    assert_eq!(outcome.trails[0].flag().value(), Some(&true));
}

/// Members are tried one by one, and then all together: of what is nested both would be asked again at each level.
#[test]
fn types_in_one_another_have_one_in_common_or_none() {
    let nested = |open: &str, leaf: &str, close: &str| {
        format!("{}{leaf}{}", open.repeat(60), close.repeat(60))
    };
    let variable = "variable \"c\" {\n  type = bool\n}\n";
    for (open, close) in [("[", "]"), ("{ a = ", " }")] {
        let [of_bool, of_number, of_text] =
            ["true", "1", "\"x\""].map(|leaf| nested(open, leaf, close));
        let is_refused = |flag: String| {
            let outcome = lint(&[("main.tf", &(variable.to_owned() + &trail(&flag)))]);
            outcome.trails[0]
                .include_global_service_events
                .is_refused_somewhere()
        };
        assert!(is_refused(format!(
            "length(tolist([{of_bool}, {of_number}])) == 2"
        )));
        assert!(is_refused(format!(
            "length([var.c ? {of_bool} : {of_number}]) == 1"
        )));
        assert!(!is_refused(format!(
            "length(tolist([{of_bool}, {of_text}])) == 2"
        )));
        assert!(!is_refused(format!(
            "length([var.c ? {of_bool} : {of_text}]) == 1"
        )));
    }
}
