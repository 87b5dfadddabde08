//! A picture: one SVG without scripts and without anything from elsewhere, which can be read by eyes and by screen readers.

use std::fmt::Write as _;

use oracle::escape::{terminal, xml};

use super::{Arrow, Standing, arrows, layout};
use crate::operations::architecture::Map;

/// A picture of more says nothing.
const MOST: usize = 300;
const MOST_LINES: usize = 3000;
/// Characters of a name in its box; all of it is in the box's title.
const LONGEST: usize = 32;
/// Pixels of a character of the picture's font, of a box's height, and from one layer to the next.
const CHARACTER: f64 = 7.6;
const HEIGHT: f64 = 34.0;
const STEP: f64 = 92.0;
const MARGIN: f64 = 16.0;

const STYLE: &str = "\
    .map { font: 12px ui-monospace, Menlo, Consolas, monospace }
    .map rect { fill: #f6f8fa; stroke: #57606a }
    .map text { fill: #1f2328; text-anchor: middle; dominant-baseline: central }
    .map path { fill: none; stroke: #57606a; stroke-width: 1.2 }
    .map .tip { fill: #57606a; stroke: none }
    .map .denied path { stroke: #cf222e }
    .map .absent path { stroke-dasharray: 4 4 }
    .map .edge:hover path { stroke-width: 3 }
    @media (prefers-color-scheme: dark) {
      .map rect { fill: #161b22; stroke: #8d96a0 }
      .map text { fill: #e6edf3 }
      .map path { stroke: #8d96a0 }
      .map .tip { fill: #8d96a0 }
    }
";

/// Draws the map.
///
/// # Errors
/// It has more than anybody could look at.
pub fn write(map: &Map) -> Result<String, String> {
    let arrows = arrows(map);
    if map.components.len() > MOST || arrows.len() > MOST_LINES {
        let (parts, lines) = (map.components.len(), arrows.len());
        return Err(format!("a picture of {parts} components and {lines} lines cannot be read: ask for a smaller `depth`, or for `json`"));
    }
    let names: Vec<String> = map.components.iter().map(|component| short(&component.id)).collect();
    let widths: Vec<f64> = names.iter().map(|name| name.chars().count() as f64 * CHARACTER + 24.0).collect();
    let edges: Vec<(usize, usize)> = arrows.keys().copied().collect();
    let laid = layout::layout(&widths, &edges);
    let (width, height) = (laid.width.max(1.0) + 2.0 * MARGIN, (laid.layers.max(1) - 1) as f64 * STEP + HEIGHT + 2.0 * MARGIN);
    let middle = |layer: usize| MARGIN + HEIGHT / 2.0 + layer as f64 * STEP;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map\" role=\"img\" aria-labelledby=\"map-title map-desc\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\">\n"
    );
    let _ = writeln!(out, "  <title id=\"map-title\">The architecture of {}</title>", xml(&map.name));
    let _ = writeln!(out, "  <desc id=\"map-desc\">{}</desc>", xml(&described(map, &edges)));
    let _ = writeln!(out, "  <style>\n{STYLE}  </style>");
    out.push_str("  <defs><marker id=\"map-tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path class=\"tip\" d=\"M0 0 L8 4 L0 8 z\"/></marker></defs>\n");
    for (((from, to), Arrow { words, standing }), line) in arrows.iter().zip(&laid.lines) {
        let class = if *standing == Standing::Allowed { "edge".to_owned() } else { format!("edge {}", standing.word()) };
        let title = format!("{} to {}: {words}", map.components[*from].id, map.components[*to].id);
        let points: Vec<(f64, f64)> = line.iter().map(|(layer, x)| (MARGIN + x, middle(*layer))).collect();
        let _ = writeln!(
            out,
            "  <g class=\"{class}\"><title>{}</title><path d=\"{}\" marker-end=\"url(#map-tip)\"/></g>",
            xml(&title),
            path(&points)
        );
    }
    for (number, component) in map.components.iter().enumerate() {
        let (layer, x) = laid.places[number];
        let (x, y, wide) = (MARGIN + x, middle(layer), widths[number]);
        let layer = component.layer.as_ref().map(|layer| format!(", layer {layer}")).unwrap_or_default();
        let files = if component.files == 1 { "1 file".to_owned() } else { format!("{} files", component.files) };
        let title = format!("{} ({}{layer}, {files})", component.id, component.kind);
        let _ = writeln!(
            out,
            "  <g><title>{}</title><rect x=\"{:.1}\" y=\"{:.1}\" width=\"{wide:.1}\" height=\"{HEIGHT}\" rx=\"6\"/><text x=\"{x:.1}\" y=\"{y:.1}\">{}</text></g>",
            xml(&title),
            x - wide / 2.0,
            y - HEIGHT / 2.0,
            xml(&names[number])
        );
    }
    out.push_str("</svg>\n");
    Ok(out)
}

/// From the edge of the first box to the edge of the last, through the points between.
fn path(points: &[(f64, f64)]) -> String {
    let mut points = points.to_vec();
    let Some(last) = points.len().checked_sub(1).filter(|last| *last > 0) else { return String::new() };
    let down = if points[last].1 > points[0].1 { 1.0 } else { -1.0 };
    points[0].1 += down * HEIGHT / 2.0;
    points[last].1 -= down * HEIGHT / 2.0;
    let mut out = format!("M{:.1} {:.1}", points[0].0, points[0].1);
    for pair in points.windows(2) {
        let ((x, y), (to, below)) = (pair[0], pair[1]);
        let middle = (y + below) / 2.0;
        let _ = write!(out, " C{x:.1} {middle:.1} {to:.1} {middle:.1} {to:.1} {below:.1}");
    }
    out
}

/// The picture in words, for those who do not see it.
fn described(map: &Map, edges: &[(usize, usize)]) -> String {
    let sentence = |(number, component): (usize, &crate::operations::architecture::Component)| {
        let used: Vec<&str> = edges.iter().filter(|(from, _)| *from == number).map(|(_, to)| map.components[*to].id.as_str()).collect();
        if used.is_empty() { format!("{} uses nothing.", component.id) } else { format!("{} uses {}.", component.id, used.join(", ")) }
    };
    map.components.iter().enumerate().map(sentence).collect::<Vec<_>>().join(" ")
}

fn short(name: &str) -> String {
    let name = terminal(name);
    let count = name.chars().count();
    if count <= LONGEST { name.into_owned() } else { ['…'].into_iter().chain(name.chars().skip(count - LONGEST + 1)).collect() }
}
