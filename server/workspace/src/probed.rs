//! What came of the probes that a person had run: an input, like the files, since whoever judges runs nothing.

use std::collections::BTreeMap;

/// By the name of the probe. One that is not there was not run, or has nothing to say.
pub type Probed = BTreeMap<String, ProbeOutcome>;

/// What came of a probe that did not pass.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ProbeOutcome {
    /// It did not do what its declaration says.
    Failed {
        /// What happened instead, as the rest of a sentence that begins with the probe.
        how: String,
        /// The last lines that it wrote, one after the other; may be empty.
        said: Vec<String>,
    },
    /// Nobody has approved its command.
    Pending,
}
