//! Forbidden chains, against a search that tries every way.

use std::fmt::Write;

use workspace::fixture::{Fixture, Opened};

/// A small generator of numbers (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }
}

/// Modules in components, and the rules about them.
struct World {
    /// By module: what it imports, in order.
    imports: Vec<Vec<usize>>,
    /// By module: its component, if it has one.
    owners: Vec<Option<usize>>,
    /// A, B and the exceptions, as components.
    rules: Vec<[Vec<usize>; 3]>,
}

const COMPONENTS: usize = 5;

impl World {
    fn new(random: &mut Random) -> World {
        let modules = 4 + random.below(10);
        let mut imports = vec![Vec::new(); modules];
        for (from, own) in imports.iter_mut().enumerate() {
            for _ in 0..random.below(4) {
                let to = random.below(modules);
                if to != from && !own.contains(&to) {
                    own.push(to);
                }
            }
        }
        let owners = (0..modules).map(|_| Some(random.below(COMPONENTS + 2)).filter(|owner| *owner < COMPONENTS)).collect();
        let mut some = |least: usize| -> Vec<usize> {
            let count = least + random.below(3);
            (0..count).map(|_| random.below(COMPONENTS)).collect()
        };
        World { imports, owners, rules: (0..3).map(|_| [some(1), some(1), some(0)]).collect() }
    }

    fn fixture(&self) -> String {
        let mut text = "//- /pkg/__init__.py\n".to_owned();
        for (module, imports) in self.imports.iter().enumerate() {
            let _ = writeln!(text, "//- /pkg/m{module}.py\nimport os");
            for target in imports {
                let _ = writeln!(text, "from pkg import m{target}");
            }
        }
        text.push_str("//- /x.dna.yaml\ndna: 1\ncomponents:\n");
        for component in 0..COMPONENTS {
            let own = (0..self.owners.len()).filter(|module| self.owners[*module] == Some(component));
            let paths: Vec<_> = own.map(|module| format!("pkg/m{module}.py")).collect();
            let _ = writeln!(text, "  c{component}: {{path: [{}]}}", paths.join(", "));
        }
        text.push_str("rules:\n");
        let ids = |list: &[usize]| list.iter().map(|component| format!("c{component}")).collect::<Vec<_>>().join(", ");
        for (number, [from, to, except]) in self.rules.iter().enumerate() {
            let _ = writeln!(text, "- {{id: r{number}, forbid: '{} -> {}', except: [{}]}}", ids(from), ids(to), ids(except));
        }
        text
    }

    /// The first of the shortest chains from `module`, by trying all of every length.
    fn chain(&self, [from, to, except]: &[Vec<usize>; 3], module: usize) -> Option<Vec<usize>> {
        let own = self.owners[module]?;
        let has = |list: &[usize], module: usize| self.owners[module].is_some_and(|owner| list.contains(&owner));
        if !has(from, module) || has(except, module) {
            return None;
        }
        let ends = |module: usize| has(to, module) && !has(except, module) && self.owners[module] != Some(own);
        let passes = |module: usize| {
            let is_from = has(from, module);
            let is_to = has(to, module);
            !has(except, module) && !is_from && !is_to
        };
        fn find(world: &World, way: &mut Vec<usize>, left: usize, ends: &dyn Fn(usize) -> bool, passes: &dyn Fn(usize) -> bool) -> bool {
            let Some(&at) = way.last() else { return false };
            for &next in &world.imports[at] {
                way.push(next);
                if if left == 1 { ends(next) } else { passes(next) && find(world, way, left - 1, ends, passes) } {
                    return true;
                }
                way.pop();
            }
            false
        }
        (1..=self.imports.len()).find_map(|length| {
            let mut way = vec![module];
            find(self, &mut way, length, &ends, &passes).then_some(way)
        })
    }
}

#[test]
fn every_chain_is_the_shortest_and_none_is_missing() {
    let mut random = Random(11);
    let mut long = 0;
    for round in 0..300 {
        let world = World::new(&mut random);
        let Opened { db, root, .. } = Fixture::parse(&world.fixture()).open();
        let chains = graph::reach::chains(&db, root);
        let name = |file: &workspace::File| file.path(&db).name().to_owned();
        let found: Vec<_> = chains.iter().map(|chain| (chain.rule, chain.files.iter().map(name).collect::<Vec<_>>())).collect();
        let mut expected = Vec::new();
        for (number, rule) in world.rules.iter().enumerate() {
            // A direct import is no chain, and hides the longer ones.
            let chains = (0..world.imports.len()).filter_map(|module| world.chain(rule, module)).filter(|chain| chain.len() > 2);
            let mut chains: Vec<Vec<String>> = chains.map(|chain| chain.iter().map(|module| format!("m{module}.py")).collect()).collect();
            chains.sort();
            expected.extend(chains.into_iter().map(|chain| (number, chain)));
        }
        long += expected.iter().filter(|(_, chain)| chain.len() > 3).count();
        assert_eq!(found, expected, "round {round}\n{}", world.fixture());
    }
    assert!(long > 20, "the worlds have chains worth a search: {long}");
}

#[test]
fn without_such_a_rule_nothing_is_gathered() {
    let text = "//- /x.dna.yaml\ndna: 1\ncomponents: {a: {path: a.py}, b: {path: b.py}}\nrules: [{id: r, deny: 'a -> b'}]\n\
                //- /a.py\nimport b\n//- /b.py\n";
    let Opened { db, root, .. } = Fixture::parse(text).open();
    db.counters().record_names();
    assert!(graph::reach::chains(&db, root).is_empty());
    let names = db.counters().take_names();
    assert!(!names.contains_key("imports") && !names.contains_key("below"), "{names:?}");
}
