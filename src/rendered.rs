//! Text that another tool renders before Terraform or AWS reads it.

/// How placeholders open: those of Jinja, Helm and Cookiecutter; of ERB; of the Serverless Framework.
const OPENINGS: [&str; 8] = [
    "{{", "{%", "<%", "${self:", "${opt:", "${env:", "${file(", "${param:",
];

/// What opens a dynamic reference, which AWS resolves itself.
const DYNAMIC_REFERENCE: &str = "{{resolve:";

/// Whether a value holds a placeholder that is filled in first: what it will be is not known.
pub(crate) fn is_rendered_first(text: &str) -> bool {
    !text.contains(DYNAMIC_REFERENCE) && OPENINGS.iter().any(|opening| text.contains(opening))
}

/// Why such a value is not known.
pub(crate) const WHY: &str =
    "it is a placeholder, which something fills in before this is deployed";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_known_by_how_they_open() {
        for text in [
            "{{ flag }}",
            "x-{{cookiecutter.a}}",
            "<%= flag %>",
            "${self:custom.flag}",
        ] {
            assert!(is_rendered_first(text), "{text}");
        }
        for text in ["{{resolve:ssm:/flag}}", "${Flag}", "maybe", ""] {
            assert!(!is_rendered_first(text), "{text}");
        }
    }
}
