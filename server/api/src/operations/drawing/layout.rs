//! Where the boxes and lines of a drawing go: in layers, as Sugiyama has it. Who uses stands above who is used.
//!
//! Circles are broken where a walk in order of the nodes closes them; layers are the longest ways from the top; lines
//! that cross layers get a place in each; places are ordered by the middle of their neighbours as long as that takes
//! crossings away. Nothing is random: the same graph is drawn the same.

/// Between boxes of a layer.
const GAP: f64 = 28.0;
/// What a line takes that passes through a layer.
const LANE: f64 = 10.0;
/// Rounds of ordering, and of moving boxes towards their neighbours.
const ROUNDS: usize = 12;

/// A drawing's geometry. Layers are counted from the top.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Layout {
    /// Of each node: its layer and the middle of its box.
    pub places: Vec<(usize, f64)>,
    /// Of each edge: the layers it passes, and where; from its start to its end.
    pub lines: Vec<Vec<(usize, f64)>>,
    /// How many layers there are.
    pub layers: usize,
    /// How wide it is.
    pub width: f64,
}

/// Lays out boxes of these widths with these edges. Edges from a node to itself are not drawn.
pub fn layout(widths: &[f64], edges: &[(usize, usize)]) -> Layout {
    let directed = without_circles(widths.len(), edges);
    let mut rank = ranks(widths.len(), &directed);
    // A node that nothing is tied to goes where there is room: to the bottom.
    let bottom = rank.iter().copied().max().unwrap_or(0);
    for (node, rank) in rank.iter_mut().enumerate() {
        if bottom > 0 && !edges.iter().any(|(from, to)| from != to && (*from == node || *to == node)) {
            *rank = bottom;
        }
    }
    let mut graph = Graph { width: widths.to_vec(), rank, up: vec![Vec::new(); widths.len()], down: vec![Vec::new(); widths.len()] };
    let mut through: Vec<Vec<usize>> = Vec::with_capacity(directed.len());
    for &(from, to) in &directed {
        let mut way = vec![from];
        if from != to {
            for rank in graph.rank[from] + 1..graph.rank[to] {
                way.push(graph.lane(rank));
            }
        }
        way.push(to);
        for pair in way.windows(2).filter(|pair| pair[0] != pair[1]) {
            graph.down[pair[0]].push(pair[1]);
            graph.up[pair[1]].push(pair[0]);
        }
        through.push(way);
    }
    let layers = graph.ordered();
    let x = graph.placed(&layers);
    let place = |node: usize| (graph.rank[node], x[node]);
    let lines = through.iter().zip(edges.iter().zip(&directed)).map(|(way, (edge, directed))| {
        let mut line: Vec<(usize, f64)> = way.iter().map(|&node| place(node)).collect();
        if edge != directed {
            line.reverse();
        }
        line
    });
    let width = (0..x.len()).map(|node| x[node] + graph.width[node] / 2.0).fold(0.0, f64::max);
    Layout { lines: lines.collect(), places: (0..widths.len()).map(place).collect(), layers: layers.len(), width }
}

/// The edges, those turned round that close a circle.
fn without_circles(nodes: usize, edges: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    edges.iter().enumerate().for_each(|(at, (from, _))| next[*from].push(at));
    let mut out = edges.to_vec();
    // 0: not seen, 1: under way, 2: done.
    let mut state = vec![0u8; nodes];
    for start in 0..nodes {
        let mut way = vec![(start, 0)];
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        while let Some((node, at)) = way.last_mut() {
            let Some(&edge) = next[*node].get(*at) else {
                state[*node] = 2;
                way.pop();
                continue;
            };
            *at += 1;
            let (from, to) = edges[edge];
            match state[to] {
                1 if from != to => out[edge] = (to, from),
                0 => {
                    state[to] = 1;
                    way.push((to, 0));
                }
                _ => {}
            }
        }
    }
    out
}

/// The longest way from the top to each node.
fn ranks(nodes: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut waiting = vec![0usize; nodes];
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for &(from, to) in edges.iter().filter(|(from, to)| from != to) {
        waiting[to] += 1;
        next[from].push(to);
    }
    let mut out = vec![0; nodes];
    let mut free: Vec<usize> = (0..nodes).rev().filter(|node| waiting[*node] == 0).collect();
    while let Some(node) = free.pop() {
        for &to in &next[node] {
            out[to] = out[to].max(out[node] + 1);
            waiting[to] -= 1;
            if waiting[to] == 0 {
                free.push(to);
            }
        }
    }
    out
}

/// Boxes and lanes.
struct Graph {
    width: Vec<f64>,
    rank: Vec<usize>,
    up: Vec<Vec<usize>>,
    down: Vec<Vec<usize>>,
}

impl Graph {
    /// A new place for a line that passes a layer.
    fn lane(&mut self, rank: usize) -> usize {
        self.width.push(LANE);
        self.rank.push(rank);
        self.up.push(Vec::new());
        self.down.push(Vec::new());
        self.rank.len() - 1
    }

    /// The nodes of each layer, in an order with few crossings.
    fn ordered(&self) -> Vec<Vec<usize>> {
        let count = self.rank.iter().max().map_or(0, |deepest| deepest + 1);
        let mut layers: Vec<Vec<usize>> = vec![Vec::new(); count];
        (0..self.rank.len()).for_each(|node| layers[self.rank[node]].push(node));
        let mut best = (self.crossings(&layers), layers.clone());
        for round in 0..ROUNDS {
            let downwards = round % 2 == 0;
            for step in 1..count {
                let (at, beside, ties) = if downwards { (step, step - 1, &self.up) } else { (count - 1 - step, count - step, &self.down) };
                let mut position = vec![0usize; self.rank.len()];
                layers[beside].iter().enumerate().for_each(|(place, node)| position[*node] = place);
                let own: Vec<f64> = (0..layers[at].len()).map(|place| place as f64).collect();
                let mut keyed: Vec<(f64, usize)> = layers[at]
                    .iter()
                    .zip(own)
                    .map(|(&node, own)| {
                        let near = &ties[node];
                        let middle = near.iter().map(|near| position[*near] as f64).sum::<f64>() / near.len().max(1) as f64;
                        (if near.is_empty() { own } else { middle }, node)
                    })
                    .collect();
                keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
                layers[at] = keyed.into_iter().map(|(_, node)| node).collect();
            }
            let crossings = self.crossings(&layers);
            if crossings < best.0 {
                best = (crossings, layers.clone());
            }
        }
        best.1
    }

    /// How often lines cross between neighbouring layers.
    fn crossings(&self, layers: &[Vec<usize>]) -> usize {
        let mut position = vec![0usize; self.rank.len()];
        layers.iter().for_each(|layer| layer.iter().enumerate().for_each(|(place, node)| position[*node] = place));
        let between = |layer: &Vec<usize>| {
            let mut ends: Vec<usize> = Vec::new();
            for &node in layer {
                let mut own: Vec<usize> = self.down[node].iter().map(|to| position[*to]).collect();
                own.sort_unstable();
                ends.extend(own);
            }
            // Pairs that stand the wrong way round; a Fenwick tree counts them.
            let size = ends.iter().max().map_or(0, |most| most + 1);
            let mut tree = vec![0usize; size + 1];
            let mut crossings = 0;
            for (seen, end) in ends.iter().enumerate() {
                let (mut at, mut below) = (end + 1, 0);
                while at > 0 {
                    below += tree[at];
                    at &= at - 1;
                }
                crossings += seen - below;
                at = end + 1;
                while at <= size {
                    tree[at] += 1;
                    at += at & at.wrapping_neg();
                }
            }
            crossings
        };
        layers.iter().map(between).sum()
    }

    /// The middle of each node, from 0 on the left.
    fn placed(&self, layers: &[Vec<usize>]) -> Vec<f64> {
        let mut x = vec![0.0; self.rank.len()];
        for layer in layers {
            let mut at = 0.0;
            for &node in layer {
                x[node] = at + self.width[node] / 2.0;
                at += self.width[node] + GAP;
            }
        }
        for round in 0..ROUNDS {
            let ties = if round % 2 == 0 { &self.up } else { &self.down };
            let order: Vec<usize> = if round % 2 == 0 { (0..layers.len()).collect() } else { (0..layers.len()).rev().collect() };
            for at in order {
                let layer = &layers[at];
                let wanted: Vec<f64> = layer
                    .iter()
                    .map(|&node| {
                        let near = &ties[node];
                        if near.is_empty() { x[node] } else { near.iter().map(|near| x[*near]).sum::<f64>() / near.len() as f64 }
                    })
                    .collect();
                self.spread(layer, &wanted, &mut x);
            }
        }
        let left = (0..x.len()).map(|node| x[node] - self.width[node] / 2.0).fold(f64::INFINITY, f64::min);
        x.iter_mut().for_each(|x| *x -= left);
        x
    }

    /// Moves the nodes of a layer towards where they want to be, in their order and apart: the mean of pushing them from
    /// the left and from the right.
    fn spread(&self, layer: &[usize], wanted: &[f64], x: &mut [f64]) {
        let apart = |a: usize, b: usize| (self.width[a] + self.width[b]) / 2.0 + GAP;
        let mut left = wanted.to_vec();
        for at in 1..layer.len() {
            left[at] = left[at].max(left[at - 1] + apart(layer[at - 1], layer[at]));
        }
        let mut right = wanted.to_vec();
        for at in (1..layer.len()).rev() {
            right[at - 1] = right[at - 1].min(right[at] - apart(layer[at - 1], layer[at]));
        }
        for (at, &node) in layer.iter().enumerate() {
            x[node] = (left[at] + right[at]) / 2.0;
        }
    }
}
