//! Trails do not each look at all that stands beside them: many of both take no longer than the trails and the rest by
//! themselves.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use cloudtrail_lint::outcome::Outcome;
use rstest::rstest;

use crate::terraform_bounds::lint;

fn times(count: usize, each: impl Fn(usize) -> String) -> String {
    let mut out = String::new();
    for at in 0..count {
        write!(out, "{}", each(at)).unwrap();
    }
    out
}

fn resource(at: usize, arguments: &str) -> String {
    format!(
        "resource \"aws_cloudtrail\" \"t{at}\" {{\n  include_global_service_events = false\n  {arguments}\n}}\n"
    )
}

/// Trails in a root module, and something beside them.
fn beside(trails: usize, others: usize, other: fn(usize) -> String) -> Outcome {
    let main = times(trails, |at| resource(at, "")) + &times(others, other);
    lint(&[("main.tf", &main)])
}

fn variables(trails: usize, others: usize) -> Outcome {
    beside(trails, others, |at| {
        format!("variable \"v{at}\" {{\n  default  = true\n  nullable = true\n}}\n")
    })
}

fn providers(trails: usize, others: usize) -> Outcome {
    beside(trails, others, |at| {
        format!("provider \"aws\" {{\n  alias  = \"p{at}\"\n  region = \"us-east-1\"\n}}\n")
    })
}

/// Each trail names a key of one provider.
fn keys_of_a_provider(trails: usize, others: usize) -> Outcome {
    let keys = times(others, |at| format!("\"k{at}\", "));
    let main = times(trails, |at| {
        resource(at, &format!("provider = aws.by_key[\"k{}\"]", at % others))
    });
    let provider = format!(
        "provider \"aws\" {{\n  alias    = \"by_key\"\n  for_each = toset([{keys}])\n  region   = \"us-east-1\"\n}}\n"
    );
    lint(&[("main.tofu", &(main + &provider))])
}

/// A module whose trails use a provider each that its call passes.
fn passed_providers(trails: usize, others: usize) -> Outcome {
    let passed = times(others, |at| format!("    aws.p{at} = aws.p{at}\n"));
    let main =
        times(others, |at| {
            format!("provider \"aws\" {{\n  alias  = \"p{at}\"\n  region = \"us-east-1\"\n}}\n")
        }) + &format!("module \"m\" {{\n  source = \"./m\"\n  providers = {{\n{passed}  }}\n}}\n");
    let asked = times(others, |at| format!("aws.p{at}, "));
    let module = times(trails, |at| {
        resource(at, &format!("provider = aws.p{}", at % others))
    }) + &format!(
        "terraform {{\n  required_providers {{\n    aws = {{\n      source = \"hashicorp/aws\"\n      \
         configuration_aliases = [{asked}]\n    }}\n  }}\n}}\n"
    );
    lint(&[("main.tf", &main), ("m/main.tf", &module)])
}

/// Trails in a template, and conditions beside them, that of each trail among them.
fn in_a_template(trails: usize, others: usize, condition: fn(usize) -> String) -> Outcome {
    let conditions = times(others, |at| format!("  C{at}: {}\n", condition(at)));
    let trails = times(trails, |at| {
        let of_trail = others - 1 - at % others;
        format!(
            "  T{at}:\n    Type: AWS::CloudTrail::Trail\n    Condition: C{of_trail}\n    Properties:\n      IsLogging: true\n      \
             S3BucketName: logs\n      IncludeGlobalServiceEvents: false\n"
        )
    });
    let template = format!(
        "Parameters:\n  Env: {{Type: String}}\nConditions:\n{conditions}Resources:\n{trails}"
    );
    lint(&[("template.yaml", &template)])
}

fn conditions(trails: usize, others: usize) -> Outcome {
    in_a_template(trails, others, |at| {
        format!(
            "!Or [!Equals [!Ref Env, e{at}], !Equals [!Ref Env, f{at}], !Equals [!Ref Env, g{at}]]"
        )
    })
}

/// Each names the one before, and the first a parameter that there is not.
fn conditions_that_are_refused(trails: usize, others: usize) -> Outcome {
    in_a_template(trails, others, |at| match at.checked_sub(1) {
        Some(before) if at % 1_000 > 0 => format!("!Not [!Condition C{before}]"),
        _ => "!Equals [!Ref Environment, prod]".to_owned(),
    })
}

#[rstest]
#[case::variables(variables, 1_000, 6_000)]
#[case::providers(providers, 1_000, 6_000)]
#[case::keys_of_a_provider(keys_of_a_provider, 1_000, 900)]
#[case::passed_providers(passed_providers, 1_000, 1_000)]
#[case::conditions(conditions, 1_000, 4_000)]
#[case::conditions_that_are_refused(conditions_that_are_refused, 1_000, 8_000)]
fn trails_do_not_each_look_at_all(
    #[case] of: fn(usize, usize) -> Outcome,
    #[case] trails: usize,
    #[case] others: usize,
) {
    let time = |trails: usize, others: usize| {
        let start = Instant::now();
        assert_eq!(of(trails, others).trails.len(), trails);
        start.elapsed()
    };
    let alone = time(trails, 1) + time(1, others);
    let together = time(trails, others);
    assert!(
        together < alone * 3 + Duration::from_millis(500),
        "{alone:?} alone, {together:?} together"
    );
}
