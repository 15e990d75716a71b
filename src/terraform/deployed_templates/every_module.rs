//! The module instances of a root, all of them: what belongs together may stand in several.

use crate::resolved::Resolved;
use crate::terraform::config::instance::{Caller, Instance};
use crate::terraform::config::instance_keys::Keys;

/// How many are looked at.
const MAX_LOOKED_AT: usize = 2000;

/// Looks at every module instance of an instance's root, with whether there is it; whether those are all.
pub(super) fn every_module(
    instance: &Instance<'_>,
    look: &mut dyn FnMut(&Instance<'_>, &Resolved<bool>),
) -> bool {
    let mut root = instance;
    while let Some(caller) = root.caller {
        root = caller.instance;
    }
    let mut left = MAX_LOOKED_AT;
    below(root, &Resolved::known(true), &mut left, look);
    left > 0
}

fn below(
    instance: &Instance<'_>,
    created: &Resolved<bool>,
    left: &mut usize,
    look: &mut dyn FnMut(&Instance<'_>, &Resolved<bool>),
) {
    *left = left.saturating_sub(1);
    if *left == 0 {
        return;
    }
    look(instance, created);
    for call in &instance.module.calls {
        let Ok(called) = instance.called(call) else {
            continue;
        };
        let keys = instance.keys_of(call);
        if matches!(*keys, Keys::None { .. }) {
            continue;
        }
        let (keys, created) = keys.below(created);
        for key in &keys {
            let caller = Caller {
                instance,
                call,
                key,
            };
            let child = Instance::new(instance.root, called.clone(), Some(caller));
            below(&child, &key.created(&created), left, look);
        }
    }
}
