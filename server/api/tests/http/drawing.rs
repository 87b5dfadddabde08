//! The architecture as text in languages for drawings, and as a picture.

use api::operations::architecture::{Absence, Component, Dependency, Kind, Map};
use api::operations::drawing::{dot, graphml, mermaid, structurizr, svg};
use proptest::prelude::*;

fn component(id: &str, layer: Option<&str>) -> Component {
    Component {
        id: id.to_owned(),
        kind: "library".to_owned(),
        layer: layer.map(str::to_owned),
        description: Some("It \"does\" <things>\n& more".to_owned()),
        declared: true,
        files: 2,
    }
}

fn edge(from: &str, to: &str, count: usize) -> Dependency {
    Dependency {
        from: from.to_owned(),
        to: to.to_owned(),
        kind: Kind::Import,
        count,
        path: "a.py".to_owned(),
        line: 1,
        denied: (from == "db").then(|| "it may not".to_owned()),
    }
}

/// A map with a circle, a name that would break every sink, and a component that stands alone.
fn map() -> Map {
    let odd = "odd \"]-->x;\n<script>`";
    Map {
        name: "shop".to_owned(),
        components: vec![
            component("alone", None),
            component("api", Some("top")),
            component("core", Some("low")),
            component("db", None),
            component(odd, None),
        ],
        edges: vec![edge("api", "core", 3), edge("api", "db", 1), edge("core", "db", 1), edge("db", "core", 2), edge("core", odd, 1)],
        absent: vec![Absence { from: "api".to_owned(), to: "alone".to_owned() }],
    }
}

#[test]
fn drawings_stay_what_they_are() {
    insta::assert_snapshot!("mermaid", mermaid::write(&map()));
    insta::assert_snapshot!("dot", dot::write(&map()));
    insta::assert_snapshot!("graphml", graphml::write(&map()));
    insta::assert_snapshot!("structurizr", structurizr::write(&map()));
    insta::assert_snapshot!("svg", svg::write(&map()).unwrap());
}

/// Between boxes of a layer, from one layer to the next, and around everything.
const GAP: f64 = 28.0;
const STEP: f64 = 92.0;
const MARGIN: f64 = 16.0;
/// Places are written in tenths.
const ROUNDED: f64 = 0.2;

/// A box of a picture.
#[derive(Clone, Copy, Debug)]
struct Drawn {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Drawn {
    fn middle(self) -> (f64, f64) {
        (self.left + self.width / 2.0, self.top + self.height / 2.0)
    }
}

/// The boxes that a line is of, and its points.
type Line = ((usize, usize), Vec<(f64, f64)>);

/// What a picture shows.
struct Picture {
    width: f64,
    height: f64,
    boxes: Vec<Drawn>,
    lines: Vec<Line>,
}

fn attribute<'t>(text: &'t str, name: &str) -> &'t str {
    text.split_once(&format!(" {name}=\"")).unwrap_or_else(|| panic!("{name} in {text}")).1.split_once('"').unwrap().0
}

fn number(text: &str, name: &str) -> f64 {
    attribute(text, name).parse().unwrap()
}

/// The picture of boxes with names of these lengths, two or more, with these edges.
fn picture(lengths: &[usize], edges: &[(usize, usize)]) -> Picture {
    let id = |node: usize| format!("{node:0width$}", width = lengths[node]);
    let map = Map {
        name: "x".to_owned(),
        components: (0..lengths.len()).map(|node| component(&id(node), None)).collect(),
        edges: edges.iter().map(|(from, to)| edge(&id(*from), &id(*to), 1)).collect(),
        absent: Vec::new(),
    };
    let text = svg::write(&map).unwrap();
    assert_eq!(text, svg::write(&map).unwrap(), "nothing is random");
    let (mut boxes, mut lines) = (Vec::new(), Vec::new());
    for line in text.lines() {
        if let Some((_, rect)) = line.split_once("<rect") {
            let of = |name: &str| number(rect, name);
            boxes.push(Drawn { left: of("x"), top: of("y"), width: of("width"), height: of("height") });
        } else if line.contains("class=\"edge") {
            let title = line.split_once("<title>").unwrap().1.split_once(':').unwrap().0;
            let (from, to) = title.split_once(" to ").unwrap();
            let numbers: Vec<f64> =
                attribute(line, "d").split([' ', 'M', 'C']).filter(|word| !word.is_empty()).map(|word| word.parse().unwrap()).collect();
            // The start, and then the end of each curve, which two more points bend.
            let points = numbers.chunks(2).map(|point| (point[0], point[1])).step_by(3).collect();
            lines.push(((from.parse().unwrap(), to.parse().unwrap()), points));
        }
    }
    assert_eq!(boxes.len(), lengths.len());
    Picture { width: number(&text, "width"), height: number(&text, "height"), boxes, lines }
}

proptest! {
    #[test]
    fn boxes_of_a_layer_never_touch_and_lines_meet_their_boxes(
        lengths in prop::collection::vec(2usize..33, 1..30),
        raw in prop::collection::vec((0usize..30, 0usize..30), 0..80),
    ) {
        let edges: Vec<(usize, usize)> = raw.into_iter().map(|(a, b)| (a % lengths.len(), b % lengths.len())).collect();
        let out = picture(&lengths, &edges);
        for (at, own) in out.boxes.iter().enumerate() {
            // The size of the picture is written in whole numbers.
            prop_assert!(own.left > MARGIN - ROUNDED && own.left + own.width + MARGIN < out.width + 0.5 + ROUNDED);
            prop_assert!(own.top > MARGIN - ROUNDED && own.top + own.height + MARGIN < out.height + 0.5 + ROUNDED);
            for other in &out.boxes[at + 1..] {
                let apart = (own.middle().0 - other.middle().0).abs() + ROUNDED >= (own.width + other.width) / 2.0 + GAP;
                prop_assert!((own.top - other.top).abs() > ROUNDED || apart);
            }
        }
        let mut drawn: Vec<(usize, usize)> = out.lines.iter().map(|(ends, _)| *ends).collect();
        let mut wanted = edges;
        drawn.sort_unstable();
        wanted.sort_unstable();
        wanted.dedup();
        prop_assert_eq!(drawn, wanted);
        for ((from, to), points) in &out.lines {
            let (start, end) = (out.boxes[*from], out.boxes[*to]);
            let (first, last) = (points[0], points[points.len() - 1]);
            let meets = |(x, y): (f64, f64), own: Drawn| {
                (x - own.middle().0).abs() < ROUNDED && ((y - own.middle().1).abs() - own.height / 2.0).abs() < ROUNDED
            };
            prop_assert!(meets(first, start) && meets(last, end));
            if from == to {
                continue;
            }
            // It goes from layer to layer and leaves none out.
            let mut heights: Vec<f64> = points.iter().map(|(_, y)| *y).collect();
            (heights[0], heights[points.len() - 1]) = (start.middle().1, end.middle().1);
            prop_assert!(heights.windows(2).all(|pair| ((pair[0] - pair[1]).abs() - STEP).abs() < ROUNDED));
        }
    }
}

#[test]
fn a_ladder_needs_no_crossing() {
    // 0 -> 3, 1 -> 2: as they are numbered the lines would cross.
    let boxes = picture(&[2; 4], &[(0, 3), (1, 2)]).boxes;
    assert_eq!(boxes[0].left < boxes[1].left, boxes[3].left < boxes[2].left);
}
