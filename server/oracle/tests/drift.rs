//! The architecture that is declared against the one that is there: what "accept into the DNA" writes.

mod world;

use oracle::Rendered;
use world::World;

const DNA: &str = "dna/shop.dna.yaml";

/// A shop whose `api` uses orders and billing, and whose `orders` use the store.
fn findings(dna: &str) -> Vec<Rendered> {
    let world = World::new(&[
        (DNA, dna),
        ("shop/__init__.py", ""),
        ("shop/api/__init__.py", "from shop.billing import pay\nfrom shop.orders import place\n"),
        ("shop/orders/__init__.py", "from shop.store import load\n"),
        ("shop/store/__init__.py", "def load(): ...\n"),
        ("shop/billing/__init__.py", "def pay(): ...\n"),
    ]);
    let findings = world.host.snapshot().all_findings(world.root).expect("nobody writes");
    findings.iter().filter(|finding| finding.code.starts_with("L6/")).cloned().collect()
}

/// The DNA after the fix of the one L6 finding there is; a second look must find nothing.
#[track_caller]
fn accepted(dna: &str) -> String {
    let found = findings(dna);
    let [finding] = found.as_slice() else { panic!("{found:#?}") };
    let [fix] = finding.fixes.as_slice() else { panic!("{finding:#?}") };
    let mut edits: Vec<_> = fix.edits.iter().map(|(_, span, text)| (*span, text.clone())).collect();
    edits.sort_by_key(|(span, _)| *span);
    let after = oracle::fixes::apply(dna, &edits).expect("the edits do not overlap");
    assert_eq!(findings(&after).len(), 0, "{after}");
    after
}

#[test]
fn what_is_used_is_taken_into_uses() {
    let with = |uses: &str| {
        format!(
            "# The shop.\ndna: 1\ncomponents:\n  api: {{ path: shop/api }}\n  orders:\n    path: shop/orders # all of them\n    {uses}\n  \
             store: {{ path: shop/store }}\n  billing: {{ path: shop/billing }}\n  tools: {{ kind: external }}\n"
        )
    };
    for (before, after) in [
        ("uses: [] # nothing yet", "uses: [store] # nothing yet"),
        ("uses: [ tools ]", "uses: [ tools, store ]"),
        ("uses: [\"tools\"]  # one", "uses: [\"tools\", store]  # one"),
        ("uses:\n      # what they need\n      - tools # for now", "uses:\n      # what they need\n      - tools # for now\n      - store"),
        ("uses:\n    - 'tools'", "uses:\n    - 'tools'\n    - store"),
    ] {
        assert_eq!(accepted(&with(before)), with(after));
    }
}

#[test]
fn what_nobody_uses_is_taken_out() {
    let with = |uses: &str| {
        format!(
            "dna: 1\ncomponents:\n  api: {{ path: shop/api }}\n  orders: {{ path: shop/orders }}\n  billing: {{ path: shop/billing }}\n  store:\n    path: shop/store\n    {uses}\n  tools: {{ kind: external }}\n"
        )
    };
    for (before, after) in [
        ("uses: [orders]", "uses: []"),
        ("uses: [orders, tools]", "uses: [tools]"),
        ("uses: [tools, 'orders'] # both", "uses: [tools] # both"),
        ("uses:\n      - orders # why?\n      # the tools\n      - tools", "uses:\n      # the tools\n      - tools"),
        ("uses:\n      - tools\n      - orders", "uses:\n      - tools"),
        ("uses:\n      - orders", "uses:\n      []"),
    ] {
        assert_eq!(accepted(&with(before)), with(after));
    }
}

#[test]
fn what_is_used_and_nowhere_declared_is_declared() {
    let before = "dna: 1\ncomponents:\n  # The edge.\n  api: { path: shop/api, uses: [orders] } # short\n  orders: { path: shop/orders }\n  \
                  store:\n    path: shop/store\n    description: |\n      Where things\n      are.\n\nchecks:\n  fail_on: error\n";
    let after = before.replace("uses: [orders]", "uses: [orders, billing]");
    let after = after.replace("      are.\n", "      are.\n  billing: { path: shop/billing }\n");
    assert_eq!(accepted(before), after);
}
