//! Where a stack is deployed to.

use crate::resolved::{Instance, Naming, Resolved, Symbol, Term};

/// The account and the Region that a stack is deployed to, which the stacks that it nests share.
#[derive(Clone)]
pub(crate) struct Site {
    /// The outermost stack of those that share it.
    pub(super) instance: Instance,
    pub(crate) account: Resolved<String>,
    pub(crate) region: Resolved<String>,
}

impl Site {
    /// That of a stack that no other one nests. An account or a Region that is not known is one all the same.
    pub(crate) fn new(
        instance: &Instance,
        account: Resolved<String>,
        region: Resolved<String>,
    ) -> Site {
        let named =
            |name, naming| Term::Symbol(Symbol::named_by_aws(name, instance.clone(), naming));
        Site {
            instance: instance.clone(),
            account: account.or_term(|| named("AWS::AccountId", Naming::Account)),
            region: region.or_term(|| named("AWS::Region", Naming::Region)),
        }
    }

    /// What its Region is, where nothing is known of it.
    pub(crate) fn open_region(&self) -> Option<&Symbol> {
        match &self.region {
            Resolved::Unknown {
                term: Some(Term::Symbol(symbol)),
                ..
            } => Some(symbol),
            _ => None,
        }
    }

    /// The same where its Region is known to be that.
    pub(crate) fn in_region(&self, region: Resolved<String>) -> Site {
        Site {
            region,
            ..self.clone()
        }
    }
}

/// The account of a stack where nothing says which it is.
pub(crate) fn account_not_known() -> Resolved<String> {
    Resolved::unknown("`AWS::AccountId` is known only at deployment")
}

/// Why it is not known where a stack is deployed, a clause.
pub(crate) const REGION_NOT_KNOWN: &str = "the Region that the stack is deployed to is not known";

/// The Region of a stack where nothing says which it is.
pub(crate) fn region_not_known() -> Resolved<String> {
    Resolved::unknown(REGION_NOT_KNOWN)
}
