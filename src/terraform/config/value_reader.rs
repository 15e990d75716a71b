//! How files of values are read.

use std::sync::Arc;

use super::module_cache::ModuleCache;
use super::value_files::FileValues;
use crate::budget::Budget;
use crate::source::SourceFile;
use crate::terraform::limits::VALUE_BYTES_PER_STEP;

/// What files of values are read with, and what that may take.
#[derive(Clone, Copy)]
pub(crate) struct ValueReader<'r> {
    pub(crate) modules: &'r ModuleCache<'r>,
    pub(crate) budget: &'r Budget,
}

impl ValueReader<'_> {
    /// What a file gives; `None` where there are no steps left to read it.
    pub(super) fn read(&self, file: &Arc<SourceFile>) -> Option<Arc<FileValues>> {
        let steps = file.text().len() / VALUE_BYTES_PER_STEP + 1;
        let name = format!("the values of {:?}", file.id());
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        let is_left = self.budget.take_once(&name, steps);
        is_left.then(|| self.modules.value_files.read(file, self.modules.sources))
    }
}

#[cfg(test)]
mod tests {
    use super::super::root_inputs::InputValues;
    use super::*;
    use crate::resolved::{Giver, Resolved};
    use crate::source::SourceMap;
    use crate::terraform::lang::values::Value;
    use crate::terraform::options::VariableInput;

    #[test]
    fn what_there_are_no_steps_for_is_said() {
        let sources = SourceMap::default();
        let text = format!("other = \"{}\"\non = false\n", "text ".repeat(100));
        let file = sources.add("v.tfvars", text.into());
        let path = file.expect("it is text").path().to_owned();
        let modules = ModuleCache::new(&sources);
        let given = |budget: &Budget| {
            let mut inputs = InputValues::default();
            let modules = &modules;
            let file = [VariableInput::File(path.clone())];
            inputs.take_inputs(
                &file,
                Giver::Option("--var"),
                ValueReader { modules, budget },
            );
            inputs.get("on", false, &sources)
        };
        let on = |value: Option<Resolved<Value>>| value?.value().cloned();
        let budget = Budget::of(30);
        assert_eq!(on(given(&budget)), Some(Value::Bool(false)));
        // It is read already.
        assert_eq!(on(given(&budget)), Some(Value::Bool(false)));
        let spent = Budget::of(3);
        let Some(Resolved::Unknown { why, .. }) = given(&spent) else {
            panic!("it is known");
        };
        assert!(why.contains("by v.tfvars, which is not read"), "{why}");
        assert!(spent.is_spent());
    }

    #[test]
    fn what_stands_behind_a_value_is_none_of_it() {
        for text in [
            "on = false /* the flag\n of the trail */\nother = 1\n",
            "on = false # /* the flag\n",
            "on = trimspace(<<EOT\nfalse\nEOT\n) /* a\n b */\n",
            "on = false",
        ] {
            let sources = SourceMap::default();
            let file = sources.add("v.tfvars", text.as_bytes().to_vec());
            let modules = ModuleCache::new(&sources);
            let values = modules
                .value_files
                .read(&file.expect("it is text"), &sources);
            let value = values.get("on", &sources).expect("it is set");
            let why = format!("{value:?}");
            assert!(!why.contains("cannot be read"), "{text}: {why}");
        }
    }
}
