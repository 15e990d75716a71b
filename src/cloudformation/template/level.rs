//! Where in a template a node stands.

/// The keys whose values are names, not values.
const NAMES: [&str; 10] = [
    "Type",
    "Condition",
    "DependsOn",
    "Ref",
    "Fn::GetAtt",
    "Fn::ImportValue",
    "Name",
    "Transform",
    "AllowedPattern",
    "AllowedValues",
];

/// Where in a template a node stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Template,
    /// A section, and whether it holds resources.
    Section(bool),
    Resource,
    Properties,
    Value,
    /// The name of something.
    Name,
}

impl Level {
    /// That of what stands under a key.
    pub(crate) fn below(self, key: &str) -> Level {
        match (self, key) {
            (Level::Template, "Resources" | "extensions") => Level::Section(true),
            (Level::Template, "Parameters" | "Mappings" | "Conditions" | "Outputs") => {
                Level::Section(false)
            }
            (Level::Section(true), _) => Level::Resource,
            (Level::Resource, "Properties") => Level::Properties,
            (Level::Name, _) => Level::Name,
            (_, key) if NAMES.contains(&key) => Level::Name,
            _ => Level::Value,
        }
    }

    /// Whether a map stands there, of which members are known each for itself.
    pub(crate) fn is_of_map(self) -> bool {
        !matches!(self, Level::Value | Level::Name)
    }
}
