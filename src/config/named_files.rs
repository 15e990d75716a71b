//! Where the configuration names a file.

use std::path::Path;

use super::place::Document;
use super::unmatched::ConfigFile;
use crate::parse::Node;
use crate::paths::lexical;
use crate::source::{SourceMap, Span};

impl ConfigFile {
    /// The first place that names a file, as it is printed: `cloudtrail-lint.yaml:5:12`.
    pub(crate) fn place_that_names(&self, wanted: &Path, sources: &SourceMap) -> Option<String> {
        let file = self.take_into(sources)?;
        let document = Document::parse(&file).ok()??;
        let span = self.first_in(document.root(), wanted)?;
        let at = file.position(span.range().start);
        Some(format!("{}:{}:{}", file.name(), at.line, at.column))
    }

    fn first_in(&self, node: &Node, wanted: &Path) -> Option<Span> {
        if let Some(text) = node.as_str() {
            return (lexical(&self.folder.join(text)) == wanted).then_some(node.span);
        }
        let values = node.entries().iter().map(|entry| &entry.value);
        let mut inner = node.items().iter().chain(values);
        inner.find_map(|node| self.first_in(node, wanted))
    }
}
