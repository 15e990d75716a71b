//! Rules as people name them: by id or alias.

use crate::rules;

/// The id of the rule of that name; an error says which rule may have been meant.
pub(super) fn parse(name: &str) -> Result<&'static str, String> {
    let name = name.trim();
    match rules::find(name) {
        Some(rule) => Ok(rule.meta.id),
        None => Err(unknown(name, &known())),
    }
}

fn known() -> Vec<&'static str> {
    rules::RULES
        .iter()
        .flat_map(|rule| std::iter::once(rule.meta.id).chain(rule.meta.alias))
        .collect()
}

fn unknown(name: &str, known: &[&str]) -> String {
    let likeness =
        |other: &str| strsim::jaro_winkler(&name.to_ascii_lowercase(), &other.to_ascii_lowercase());
    let nearest = known
        .iter()
        .map(|&other| (likeness(other), other))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((likeness, other)) if likeness > 0.75 => {
            format!("no rule has this name; did you mean {other}?")
        }
        _ => "no rule has this name; `cloudtrail-lint rules` lists them".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_rule_gets_the_nearest_name() {
        let known = ["global-service-events-disabled", "CT-005", "syntax-error"];
        assert!(unknown("ct-05", &known).contains("did you mean CT-005?"));
        assert!(unknown("syntax-eror", &known).contains("did you mean syntax-error?"));
        assert!(
            unknown("global-service-events", &known).contains("global-service-events-disabled?")
        );
        assert!(unknown("xyzzy", &known).contains("`cloudtrail-lint rules`"));
    }
}
