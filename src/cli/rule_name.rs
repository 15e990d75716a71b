//! Rules as people name them: by id or alias.

use crate::rules;

/// The id of the rule of that name; an error says which rule may have been meant.
pub(super) fn parse(name: &str) -> Result<&'static str, String> {
    rules::resolve(name).map_err(|unknown| match unknown.suggestion {
        Some(near) => format!("no rule has this name; did you mean {near}?"),
        None => "no rule has this name; `cloudtrail-lint rules` lists them".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_rule_gets_the_nearest_name() {
        let said = |name| parse(name).unwrap_err();
        assert!(said("ct-05").contains("did you mean CT-005?"));
        assert!(said("syntax-eror").contains("did you mean syntax-error?"));
        assert!(said("global-service-events").contains("global-service-events-disabled?"));
        assert!(said("xyzzy").contains("`cloudtrail-lint rules`"));
    }
}
