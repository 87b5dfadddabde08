//! What is known of generators by whoever knows them all: which can be used, and what each asks to be given.

use schemas::Step;
use serde_json::Value as Json;

use documents::{Node, Value};

/// The generators that a DNA may use.
pub trait Makers {
    /// What can stand behind `use`, with what it is for.
    fn named(&self) -> Vec<(String, Option<String>)>;
    /// The schema of what the generator that `uses` names asks to be given.
    fn config(&self, uses: &str) -> Option<Json>;
}

/// Whether `path` leads to what says which generator is used.
pub(crate) fn is_use(path: &[Step]) -> bool {
    matches!(path, [Step::Key(section), Step::Key(_), Step::Key(key)] if section == "generators" && key == "use")
}

/// For a path into what a generator is given: the schema of that, and the path in it.
pub(crate) fn given<'p>(root: &Node, path: &'p [Step], makers: &dyn Makers) -> Option<(Json, &'p [Step])> {
    let [Step::Key(section), Step::Key(_), Step::Key(key), rest @ ..] = path else { return None };
    if section != "generators" || key != "with" {
        return None;
    }
    let beside = |name: &str| {
        let mut path = path[..2].to_vec();
        path.push(Step::Key(name.to_owned()));
        root.find(&path).map(|(_, value)| value)
    };
    let schema = match beside("use").map(|uses| &uses.value) {
        Some(Value::Scalar { text, .. }) => makers.config(text)?,
        Some(_) => return None,
        // One that is written here says itself what it is given.
        None => beside("config")?.to_json(),
    };
    schema.is_object().then_some((schema, rest))
}
