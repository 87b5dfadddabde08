//! What is gathered folder by folder, joined on the way up.

use std::sync::Arc;

/// All of them in one, in their order, as `add` adds one to another. What only one folder has is shared, not copied.
pub fn joined<T: Clone + Default>(
    all: impl Iterator<Item = Arc<T>>,
    is_empty: impl Fn(&T) -> bool,
    mut add: impl FnMut(&mut T, &T),
) -> Arc<T> {
    let mut filled = all.filter(|one| !is_empty(one));
    let Some(first) = filled.next() else { return Arc::default() };
    let Some(second) = filled.next() else { return first };
    let mut out = T::clone(&first);
    std::iter::once(second).chain(filled).for_each(|one| add(&mut out, &one));
    Arc::new(out)
}
