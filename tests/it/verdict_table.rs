//! The whole product of what decides a verdict, against a table written down here from the decision procedure alone:
//! nothing of the code under test is asked what it would say.

use std::fmt::Debug;

use crate::conditions::is_prod;
use cloudtrail_lint::diagnostic::Severity;
use cloudtrail_lint::model::{Account, Dialect, ManagementEvents, Patience, Trail};
use cloudtrail_lint::resolved::{Case, Evidence, Formula, Resolved, Syntax};
use cloudtrail_lint::rules::{self, Context, Coverage};
use cloudtrail_lint::source::{SourceMap, Span};
use rstest::rstest;

/// A value as its user wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    True,
    False,
    Omitted,
    Unknown,
    /// `Fn::If`: true in one case, false in the other.
    TrueOrFalse,
    /// True in one case, not to be told in the other.
    TrueOrUnknown,
    /// Neither true nor false: `"Yes"`.
    Refused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Three {
    Yes,
    No,
    Unknown,
}

/// What is written, and what it means where the default is true and where it is false.
const FLAGS: [Written; 7] = [
    Written::True,
    Written::False,
    Written::Omitted,
    Written::Unknown,
    Written::TrueOrFalse,
    Written::TrueOrUnknown,
    Written::Refused,
];
const MULTI_REGION: [Written; 4] = [
    Written::True,
    Written::False,
    Written::Omitted,
    Written::Unknown,
];
const LOGGING: [Written; 4] = MULTI_REGION;
const CREATED: [Written; 3] = [Written::True, Written::False, Written::Unknown];

/// The dialects and what an omitted flag means in them.
const DIALECTS: [(Dialect, Three); 5] = [
    (Dialect::CloudFormation, Three::No),
    (Dialect::Awscc, Three::No),
    (Dialect::Terraform, Three::Yes),
    (Dialect::TerraformPlan, Three::Yes),
    (Dialect::AwsCli, Three::Yes),
];

/// A home Region of each class: the leader of its partition, another, one of a partition whose leader is not known, none.
const REGIONS: [(&str, Three); 4] = [
    ("us-east-1", Three::Yes),
    ("eu-central-1", Three::No),
    ("cn-north-1", Three::Unknown),
    ("", Three::Unknown),
];

/// Regions of every partition, and whether they are its leader.
const PARTITIONS: [(&str, Three); 11] = [
    ("us-east-1", Three::Yes),
    ("us-east-2", Three::No),
    ("us-west-2", Three::No),
    ("eu-central-1", Three::No),
    ("ap-southeast-5", Three::No),
    ("us-gov-west-1", Three::Yes),
    ("us-gov-east-1", Three::No),
    ("cn-north-1", Three::Unknown),
    ("cn-northwest-1", Three::Unknown),
    ("us-iso-east-1", Three::Unknown),
    ("eusc-de-east-1", Three::Unknown),
];

/// What the selectors take, whether they take management events, and whether a note says that it is not all.
const SELECTORS: [(Option<ManagementEvents>, bool, Three, Option<Severity>); 7] = [
    // No selectors at all take all.
    (None, false, Three::Yes, None),
    (None, true, Three::Unknown, Some(Severity::Note)),
    (Some(ManagementEvents::All), false, Three::Yes, None),
    (
        Some(ManagementEvents::ReadOnly),
        false,
        Three::Yes,
        Some(Severity::Note),
    ),
    (
        Some(ManagementEvents::WriteOnly),
        false,
        Three::Yes,
        Some(Severity::Note),
    ),
    (
        Some(ManagementEvents::Narrowed),
        false,
        Three::Unknown,
        Some(Severity::Note),
    ),
    (
        Some(ManagementEvents::None),
        false,
        Three::No,
        Some(Severity::Warning),
    ),
];

/// Each attribute is unknown for a reason of its own: a note for the flag's reason is given once only.
fn resolved(written: Written, variable: &str) -> Resolved<bool> {
    let either = |a: Resolved<bool>, b: Resolved<bool>| Resolved::Varies {
        cases: vec![
            Case {
                when: is_prod(true),
                value: a,
            },
            Case {
                when: is_prod(false),
                value: b,
            },
        ],
        from: Evidence::default(),
    };
    match written {
        Written::True => Resolved::known(true),
        Written::False => Resolved::known(false),
        Written::Omitted => Resolved::unset(),
        Written::Unknown => Resolved::unknown(format!("`{variable}` has no value")),
        Written::TrueOrFalse => either(Resolved::known(true), Resolved::known(false)),
        Written::TrueOrUnknown => either(
            Resolved::known(true),
            Resolved::unknown(format!("`{variable}` is imported from another stack")),
        ),
        Written::Refused => Resolved::Invalid {
            text: "\"Yes\"".into(),
            why: "CloudFormation knows no such boolean".into(),
            from: Evidence::default(),
        },
    }
}

/// The flag in each case there is.
fn flag_cases(written: Written, omitted: Three) -> Vec<Three> {
    match written {
        Written::True => vec![Three::Yes],
        Written::False => vec![Three::No],
        Written::Omitted => vec![omitted],
        Written::Unknown | Written::Refused => vec![Three::Unknown],
        Written::TrueOrFalse => vec![Three::Yes, Three::No],
        Written::TrueOrUnknown => vec![Three::Yes, Three::Unknown],
    }
}

fn single(written: Written, omitted: Three) -> Three {
    match written {
        Written::True => Three::Yes,
        Written::False => Three::No,
        Written::Omitted => omitted,
        _ => Three::Unknown,
    }
}

/// The decision procedure, step by step, for one case of the flag.
fn verdict_of_case(
    g: Three,
    m: Three,
    leader: Three,
    logging: Three,
    management: Three,
) -> &'static str {
    // 1. G = false: no. 5. Not logging: nothing. 6. No management events: none, whatever G is.
    if g == Three::No || logging == Three::No || management == Three::No {
        return "not-recorded";
    }
    // 4. Single-Region, in a known Region that is not the leader: nothing is delivered, whatever G is.
    if m == Three::No && leader == Three::No {
        return "not-recorded";
    }
    // 2. G, or any of the others, unknown: cannot know.
    if g == Three::Unknown || logging == Three::Unknown || management == Three::Unknown {
        return "unknown";
    }
    // 3. Multi-Region: yes. 4. The leader: yes; Region unknown: the flag is on, with a note.
    match (m, leader) {
        (Three::Unknown, Three::No) => "unknown",
        _ => "recorded",
    }
}

struct Cell {
    dialect: (Dialect, Three),
    flag: Written,
    multi: Written,
    region: (&'static str, Three),
    logging: Written,
    selectors: (Option<ManagementEvents>, bool, Three, Option<Severity>),
    created: Written,
}

fn expected_verdict(cell: &Cell) -> &'static str {
    // 7. Not created: no verdict.
    if cell.created == Written::False {
        return "not-created";
    }
    let m = single(cell.multi, Three::No);
    let logging = single(cell.logging, Three::Yes);
    let cases: Vec<&str> = flag_cases(cell.flag, cell.dialect.1)
        .into_iter()
        .map(|g| verdict_of_case(g, m, cell.region.1, logging, cell.selectors.2))
        .collect();
    if cases.iter().all(|case| *case == cases[0]) {
        cases[0]
    } else if cases.contains(&"not-recorded") {
        "depends"
    } else {
        "unknown"
    }
}

fn expected_findings(cell: &Cell) -> Vec<(&'static str, Severity)> {
    use Severity::{Error, Note, Warning};
    const FLAG: &str = "global-service-events-disabled";
    if cell.created == Written::False {
        return Vec::new();
    }
    let omitted = cell.dialect.1;
    let cases = flag_cases(cell.flag, omitted);
    // Of a trail of data events only that alone is said, unless AWS refuses what is written.
    let data_only = cell.selectors.0 == Some(ManagementEvents::None);
    let refused_by_aws = cell.dialect.0 != Dialect::AwsCli
        && single(cell.multi, Three::No) == Three::Yes
        && cases.contains(&Three::No);
    let mut out = Vec::new();
    match (cell.flag, omitted) {
        (Written::Refused, _) => out.push(("invalid-value", Error)),
        _ if data_only && !refused_by_aws => {}
        (Written::False, _) | (Written::Omitted, Three::No) => out.push((FLAG, Error)),
        (Written::TrueOrFalse, _) => out.push((FLAG, Warning)),
        (Written::Unknown | Written::TrueOrUnknown, _) => out.push((FLAG, Note)),
        (Written::True | Written::Omitted, _) => {}
    }
    // The other rules speak where the flag is on or may be; where it is off or refused, that alone is said.
    if cell.flag == Written::Refused || cases == [Three::No] {
        out.extend(data_only.then_some(("management-events-excluded", Warning)));
        out.sort_unstable();
        return out;
    }
    // Beside a failure that is known, what is not known of the Region is not said.
    let fails = cases.contains(&Three::No) || single(cell.logging, Three::Yes) == Three::No;
    let arrival = match (single(cell.multi, Three::No), cell.region.1) {
        (Three::Yes, _) | (_, Three::Yes) => None,
        _ if data_only => None,
        (Three::No, Three::No) => Some(Warning),
        (Three::Unknown, Three::No) => (!fails).then_some(Note),
        // Where the events go is asked only once they are known to be asked for, and nothing else keeps them away.
        (_, Three::Unknown) => (cases.contains(&Three::Yes) && !fails).then_some(Note),
    };
    out.extend(arrival.map(|severity| ("global-service-events-out-of-region", severity)));
    out.extend(
        cell.selectors
            .3
            .map(|severity| ("management-events-excluded", severity)),
    );
    match single(cell.logging, Three::Yes) {
        Three::No => out.push(("trail-not-logging", Warning)),
        Three::Unknown => out.push(("trail-not-logging", Note)),
        Three::Yes => {}
    }
    out.sort_unstable();
    out
}

fn trail(cell: &Cell, span: Span) -> Trail {
    Trail {
        assumed: Formula::always(),
        live: None,
        unread: None,
        elsewhere: None,
        not_followed: None,
        where_created: Vec::new(),
        patience: Patience::default(),
        brought_by: Vec::new(),
        address: "Trail".into(),
        dialect: cell.dialect.0,
        syntax: Syntax::Hcl,
        declared: span,
        root: std::sync::Arc::default(),
        deployment: None,
        created: resolved(cell.created, "var.created"),
        include_global_service_events: resolved(cell.flag, "var.flag"),
        is_multi_region_trail: resolved(cell.multi, "var.multi"),
        is_logging: resolved(cell.logging, "var.logging"),
        management_events: match (cell.selectors.0, cell.selectors.1) {
            (Some(taken), _) => Resolved::known(taken),
            (None, true) => Resolved::unknown("`var.selectors` has no value"),
            (None, false) => Resolved::unset(),
        },
        home_region: match cell.region.0 {
            "" => Resolved::unset(),
            region => Resolved::known(region.to_owned()),
        },
    }
}

fn somewhere() -> Span {
    SourceMap::default()
        .add("trail.yaml", b"Trail".to_vec())
        .unwrap()
        .input()
        .span(0..5)
}

fn found(account: &Account, coverage: Coverage) -> Vec<(&'static str, Severity)> {
    let mut found: Vec<_> = rules::check(account, Context::new(coverage))
        .into_iter()
        .map(|finding| (finding.rule.id, finding.severity))
        .collect();
    found.sort_unstable();
    found
}

/// One test for each dialect, so that they run side by side.
#[rstest]
fn every_cell_has_the_verdict_and_the_findings_of_the_table(
    #[values(
        Dialect::CloudFormation,
        Dialect::Awscc,
        Dialect::Terraform,
        Dialect::TerraformPlan,
        Dialect::AwsCli
    )]
    dialect: Dialect,
) {
    let dialect = DIALECTS.into_iter().find(|(name, _)| *name == dialect);
    let dialect = dialect.unwrap();
    let span = somewhere();
    let mut cells = 0;
    for flag in FLAGS {
        for multi in MULTI_REGION {
            for region in REGIONS {
                for logging in LOGGING {
                    for selectors in SELECTORS {
                        for created in CREATED {
                            let cell = Cell {
                                dialect,
                                flag,
                                multi,
                                region,
                                logging,
                                selectors,
                                created,
                            };
                            compare(&cell, span);
                            cells += 1;
                        }
                    }
                }
            }
        }
    }
    assert_eq!(cells, 7 * 4 * 4 * 4 * 7 * 3);
}

#[test]
fn every_region_is_of_its_class() {
    let span = somewhere();
    for region in PARTITIONS {
        for flag in FLAGS {
            for multi in MULTI_REGION {
                let cell = Cell {
                    flag,
                    multi,
                    region,
                    ..ALL
                };
                compare(&cell, span);
            }
        }
    }
}

fn compare(cell: &Cell, span: Span) {
    let trail = trail(cell, span);
    let here = || {
        format!(
            "{:?}, flag {:?}, multi-Region {:?}, in {:?}, logging {:?}, selectors {:?} (unknown: {}), created {:?}",
            cell.dialect.0,
            cell.flag,
            cell.multi,
            cell.region.0,
            cell.logging,
            cell.selectors.0,
            cell.selectors.1,
            cell.created
        )
    };
    assert_eq!(
        trail.verdict().as_str(),
        expected_verdict(cell),
        "{}",
        here()
    );
    let account = Account {
        trails: vec![Box::new(trail)],
        ..Account::default()
    };
    assert_eq!(
        found(&account, Coverage::EveryTrail),
        expected_findings(cell),
        "{}",
        here()
    );
    // A trail alone in its account is judged alike, however many are wanted.
    assert_eq!(
        found(&account, Coverage::OneTrail),
        expected_findings(cell),
        "{}",
        here()
    );
}

/// Trails as they are found side by side.
const ALL: Cell = Cell {
    dialect: (Dialect::Terraform, Three::Yes),
    flag: Written::True,
    multi: Written::True,
    region: ("us-east-1", Three::Yes),
    logging: Written::True,
    selectors: (None, false, Three::Yes, None),
    created: Written::True,
};

fn sibling(name: &str) -> Cell {
    let taking = |taken| (Some(taken), false, Three::Yes, None);
    match name {
        "multi-region" => ALL,
        "leader" => Cell {
            multi: Written::False,
            ..ALL
        },
        "elsewhere" => Cell {
            multi: Written::False,
            region: ("eu-west-1", Three::No),
            ..ALL
        },
        "somewhere" => Cell {
            multi: Written::False,
            region: ("", Three::Unknown),
            ..ALL
        },
        "read-only" => Cell {
            selectors: taking(ManagementEvents::ReadOnly),
            ..ALL
        },
        "write-only" => Cell {
            selectors: taking(ManagementEvents::WriteOnly),
            ..ALL
        },
        "data-only" => Cell {
            flag: Written::False,
            multi: Written::False,
            selectors: taking(ManagementEvents::None),
            ..ALL
        },
        "off" => Cell {
            flag: Written::False,
            multi: Written::False,
            ..ALL
        },
        "refused" => Cell {
            flag: Written::False,
            ..ALL
        },
        "flag unknown" => Cell {
            flag: Written::Unknown,
            multi: Written::False,
            ..ALL
        },
        "silent" => Cell {
            logging: Written::False,
            ..ALL
        },
        "perhaps" => Cell {
            created: Written::Unknown,
            ..ALL
        },
        "absent" => Cell {
            created: Written::False,
            ..ALL
        },
        other => panic!("{other}"),
    }
}

const DATA_ONLY: &str = "W management-events-excluded";
const OFF: &str = "E global-service-events-disabled";
const OFF_UNKNOWN: &str = "N global-service-events-disabled";
const DUPLICATE: &str = "W duplicate-global-service-events";
const ELSEWHERE: &str = "W global-service-events-out-of-region";
const SOMEWHERE: &str = "N global-service-events-out-of-region";
const PARTLY: &str = "N management-events-excluded";
const SILENT: &str = "W trail-not-logging";
type Row = (
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);
// Trails of one account; what is found where each must record; what is found where one is enough.
const NEIGHBORS: &[Row] = &[
    (&["multi-region", "off"], &[OFF], &[]),
    (&["off", "multi-region"], &[OFF], &[]),
    (&["leader", "data-only"], &[DATA_ONLY], &[]),
    (&["off", "data-only"], &[OFF, DATA_ONLY], &[OFF, DATA_ONLY]),
    (&["multi-region", "refused"], &[OFF], &[OFF]),
    (&["multi-region", "flag unknown"], &[OFF_UNKNOWN], &[]),
    (
        &["flag unknown", "off"],
        &[OFF, OFF_UNKNOWN],
        &[OFF, OFF_UNKNOWN],
    ),
    // What does not deliver never counts as the one that does.
    (&["elsewhere", "off"], &[OFF, ELSEWHERE], &[OFF, ELSEWHERE]),
    (&["silent", "off"], &[OFF, SILENT], &[OFF, SILENT]),
    (&["perhaps", "off"], &[OFF], &[OFF]),
    (&["absent", "off"], &[OFF], &[OFF]),
    // An unknown home Region leaves the verdict `recorded`, so it counts, and its note stays.
    (&["somewhere", "off"], &[OFF, SOMEWHERE], &[SOMEWHERE]),
    (&["multi-region", "somewhere"], &[SOMEWHERE], &[]),
    // Two of them do not vouch for each other.
    (
        &["somewhere", "somewhere"],
        &[SOMEWHERE, SOMEWHERE],
        &[SOMEWHERE, SOMEWHERE],
    ),
    (
        &["read-only", "read-only", "write-only"],
        &[PARTLY, PARTLY, PARTLY],
        &[DUPLICATE, PARTLY],
    ),
    (&["multi-region", "elsewhere"], &[ELSEWHERE], &[]),
    (&["multi-region", "silent"], &[SILENT], &[]),
    // Duplicates: only of trails that are certain to deliver.
    (&["multi-region", "multi-region"], &[], &[DUPLICATE]),
    (&["multi-region", "leader"], &[], &[DUPLICATE]),
    (
        &["leader", "leader", "leader"],
        &[],
        &[DUPLICATE, DUPLICATE],
    ),
    (&["multi-region", "perhaps"], &[], &[]),
    (&["multi-region", "absent"], &[], &[]),
    // Two that share the work.
    (
        &["read-only", "write-only"],
        &[PARTLY, PARTLY],
        &[PARTLY, PARTLY],
    ),
    (
        &["read-only", "write-only", "off"],
        &[OFF, PARTLY, PARTLY],
        &[PARTLY, PARTLY],
    ),
    (&["read-only", "off"], &[OFF, PARTLY], &[OFF, PARTLY]),
    (
        &["read-only", "read-only"],
        &[PARTLY, PARTLY],
        &[DUPLICATE, PARTLY, PARTLY],
    ),
    (&["multi-region", "read-only"], &[PARTLY], &[DUPLICATE]),
    (
        &["read-only", "write-only", "multi-region"],
        &[PARTLY, PARTLY],
        &[DUPLICATE, DUPLICATE],
    ),
];

#[test]
fn one_trail_of_a_scope_is_enough_and_a_second_is_a_duplicate() {
    let span = somewhere();
    for (names, every, one) in NEIGHBORS {
        let account = Account {
            // Those of one resource would share a finding.
            trails: names
                .iter()
                .enumerate()
                .map(|(at, name)| Box::new(trail(&sibling(name), span.part(at, 1))))
                .collect(),
            ..Account::default()
        };
        for (coverage, expected) in [(Coverage::EveryTrail, every), (Coverage::OneTrail, one)] {
            let mut said: Vec<String> = found(&account, coverage)
                .into_iter()
                .map(|(rule, severity)| {
                    let letter = match severity {
                        Severity::Error => "E",
                        Severity::Warning => "W",
                        Severity::Note => "N",
                    };
                    format!("{letter} {rule}")
                })
                .collect();
            said.sort_unstable();
            let mut expected: Vec<&str> = expected.to_vec();
            expected.sort_unstable();
            assert_eq!(said, expected, "{names:?}, {coverage:?}");
        }
    }
}

#[test]
fn trails_of_different_deployments_say_nothing_of_each_other() {
    let span = somewhere();
    let mut recording = trail(&ALL, span);
    recording.deployment = Some("prod".into());
    let mut off = trail(&sibling("off"), span);
    off.deployment = Some("dev".into());
    let mut twin = trail(&ALL, span);
    twin.deployment = Some("test".into());
    let account = Account {
        trails: [recording, off, twin].map(Box::new).into(),
        ..Account::default()
    };
    assert_eq!(
        found(&account, Coverage::OneTrail),
        [("global-service-events-disabled", Severity::Error)]
    );
}
