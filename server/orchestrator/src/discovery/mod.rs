//! Which agents are declared: what sources find is brought into the store.
