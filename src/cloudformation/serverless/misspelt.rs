//! Variables that are misspelt: a source that the Framework does not know, a key that is not there, a brace that is forgotten.

use super::files::Content;
use super::syntax::{Named, Piece, Source, Variable};
use super::variables::{Tree, Variables};
use crate::parse::Node;
use crate::resolved::{Evidence, Hop, Privacy, Resolved};
use crate::source::Span;
use crate::suggest;

/// The sources that some version of the Framework has.
///
/// Source: serverless/serverless 3.38, `lib/configuration/variables/sources/`; the guide of version 4, "Variables".
const SOURCES: [&str; 17] = [
    "aws",
    "cf",
    "doppler",
    "env",
    "file",
    "git",
    "opt",
    "output",
    "param",
    "s3",
    "self",
    "sls",
    "ssm",
    "state",
    "strToBool",
    "terraform",
    "vault",
];

impl Variables<'_> {
    /// What a source comes to that no file decides, or that there is none of.
    ///
    /// Source: serverless/serverless 3.38, `lib/configuration/variables/resolve-unresolved-source-types.js`: "Unrecognized
    /// configuration variable sources"; earlier versions answer "Invalid variable reference syntax". Plugins bring sources, and
    /// so do the `resolvers` of version 4.
    pub(super) fn read_at_deployment(&self, named: &Named, at: Span) -> Resolved<Tree> {
        let said = self.said(&named.written, at);
        let kind = named.kind.split('.').next().unwrap_or_default();
        let has = |key: &str| self.service.get(key).is_some();
        let may_be_brought = has("plugins") || has("stages");
        let near = suggest::nearest(kind, SOURCES).filter(|near| *near != kind);
        if let Some(near) = near.filter(|_| !may_be_brought && !SOURCES.contains(&kind)) {
            return Resolved::Invalid {
                text: format!("${{{said}}}"),
                why: format!(
                    "the Serverless Framework has no variables of `{kind}`{}",
                    suggest::did_you_mean(kind, [near])
                ),
                from: Evidence::at(at),
            };
        }
        let why = format!("`${{{said}}}` is read at deployment");
        Resolved::unknown_from(why, Evidence::hop(Hop::value(at, "read at deployment")))
    }

    /// What a variable may mean whose first source gives nothing, as the end of a sentence.
    pub(super) fn near_miss(&self, variable: &Variable, at: Span) -> String {
        let Some(Source::Named(named)) = variable.sources.first() else {
            return String::new();
        };
        let keys = named.address.as_deref().and_then(literal_keys);
        let keys = keys.unwrap_or_default();
        match (named.kind.as_str(), keys.as_slice()) {
            ("self", keys) => self.near_key(self.service, keys),
            ("param", [name]) => self.near_parameter(name),
            ("file", keys) => {
                let path = named.parameters.first().map(|path| self.joined(path, at));
                let path = path.filter(|path| !path.is_private());
                let path = path.as_ref().and_then(Resolved::value);
                match path.map(|path| self.files.content(path, false)) {
                    Some(Content::Tree(root)) => self.near_key(&root, keys),
                    _ => String::new(),
                }
            }
            _ => String::new(),
        }
    }

    /// Which key of a tree may be meant by the first of some that is not there.
    fn near_key(&self, root: &Node, keys: &[&str]) -> String {
        let mut node = root;
        for key in keys {
            match node.get(key) {
                Some(below) => node = below,
                None => return self.meant_of(key, node),
            }
        }
        String::new()
    }

    fn meant_of(&self, name: &str, map: &Node) -> String {
        let shown =
            |entry: &&crate::parse::Entry| self.privacy_at(entry.key.span) == Privacy::Shown;
        let keys = map.entries().iter().filter(shown);
        suggest::did_you_mean(name, keys.filter_map(|entry| entry.key.as_str()))
    }

    /// Which parameter of the service may be meant.
    fn near_parameter(&self, name: &str) -> String {
        let of_stages = |section: &str| self.service.get(section).map_or(&[][..], Node::entries);
        let stages = of_stages("stages").iter();
        let of_stages = stages.filter_map(|stage| stage.value.get("params"));
        let own = self.service.get("params").map_or(&[][..], Node::entries);
        let maps = own.iter().map(|stage| &stage.value).chain(of_stages);
        let near = maps.map(|map| self.meant_of(name, map));
        near.into_iter()
            .find(|near| !near.is_empty())
            .unwrap_or_default()
    }
}

/// The keys of an address that is written out.
fn literal_keys(address: &[Piece]) -> Option<Vec<&str>> {
    let [Piece::Text(text)] = address else {
        return None;
    };
    Some(text.split('.').filter(|key| !key.is_empty()).collect())
}
