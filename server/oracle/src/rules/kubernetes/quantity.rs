//! Amounts of resources as Kubernetes writes them, and where they stand.

use documents::{Node, Scalar, Value};

use super::objects::Object;

/// The suffixes and what each multiplies by.
const SUFFIXES: &[(&str, f64)] = &[
    ("", 1.0),
    ("n", 1e-9),
    ("u", 1e-6),
    ("m", 1e-3),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
    ("P", 1e15),
    ("E", 1e18),
    ("Ki", 1024.0),
    ("Mi", 1_048_576.0),
    ("Gi", 1_073_741_824.0),
    ("Ti", 1_099_511_627_776.0),
    ("Pi", 1_125_899_906_842_624.0),
    ("Ei", 1_152_921_504_606_846_976.0),
];

/// A resource and how much of it.
pub struct Amount<'a> {
    /// Such as `memory`.
    pub resource: &'a str,
    /// How much, as written.
    pub node: &'a Node,
}

/// The number and the suffix of an amount.
pub fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    let at = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-')).unwrap_or(text.len());
    text.split_at(at)
}

/// How much an amount is; `None` when it is none.
pub fn value(text: &str) -> Option<f64> {
    let (number, suffix) = split(text);
    // Kubernetes reads a suffix alone as none of it.
    let number: f64 = if number.is_empty() { 0.0 } else { number.parse().ok()? };
    if let Some(exponent) = suffix.strip_prefix(['e', 'E']).filter(|exponent| !exponent.is_empty() && *exponent != "i") {
        return Some(number * 10f64.powi(exponent.parse().ok()?));
    }
    SUFFIXES.iter().find(|(name, _)| *name == suffix).map(|(_, factor)| number * factor)
}

/// The amount that somebody meant who wrote `text`, such as `512MB` or `1gb`.
pub fn meant(text: &str) -> Option<String> {
    let (number, suffix) = split(text);
    let suffix = suffix.trim();
    let plain = if suffix.len() > 1 { suffix.strip_suffix(['b', 'B']).unwrap_or(suffix) } else { suffix };
    let near = SUFFIXES.iter().map(|(name, _)| *name).find(|name| name.len() > 1 && name.eq_ignore_ascii_case(plain));
    let near = near.or_else(|| SUFFIXES.iter().map(|(name, _)| *name).find(|name| *name == plain && !name.is_empty()));
    let near = near.or_else(|| ["k", "M", "G", "T", "P"].into_iter().find(|name| name.eq_ignore_ascii_case(plain)));
    let amount = format!("{number}{}", near.or_else(|| suffix.eq_ignore_ascii_case("b").then_some(""))?);
    (!number.is_empty() && value(&amount).is_some()).then_some(amount)
}

/// The amounts below a mapping by resource.
pub fn amounts(node: Option<&Node>) -> impl Iterator<Item = Amount<'_>> {
    let entries = node.map_or(&[][..], Node::entries).iter();
    entries.filter_map(|(key, node)| {
        let is_amount = matches!(node.value, Value::Scalar { kind: Scalar::Text | Scalar::Number, .. });
        Some(Amount { resource: key.text()?, node }).filter(|_| is_amount)
    })
}

/// The `resources` of an object: of its pods, their containers, and of the volumes that it claims.
pub fn resources(object: Object<'_>) -> Vec<&Node> {
    let mut out = Vec::new();
    if let Some(pods) = object.pods() {
        out.extend(pods.spec.get("resources"));
        out.extend(pods.containers().filter_map(|container| container.node.get("resources")));
        let volumes = pods.spec.items_of("volumes").iter();
        out.extend(volumes.filter_map(|volume| volume.path(&["ephemeral", "volumeClaimTemplate", "spec", "resources"])));
        let claims = object.node.path(&["spec", "volumeClaimTemplates"]).map_or(&[][..], Node::items).iter();
        out.extend(claims.filter_map(|claim| claim.path(&["spec", "resources"])));
    } else if (object.group, object.kind) == ("", "PersistentVolumeClaim") {
        out.extend(object.node.path(&["spec", "resources"]));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_kubernetes_reads_them() {
        for (text, wanted) in
            [("1", 1.0), ("100m", 0.1), ("1.5Gi", 1_610_612_736.0), ("1e3", 1000.0), ("1E", 1e18), ("1E2", 100.0), (".5", 0.5)]
        {
            assert_eq!(value(text), Some(wanted), "{text}");
        }
        for text in ["1Ei", "2e-3", "+1", "-1", "5.", " 1Gi "] {
            assert!(value(text).is_some(), "{text}");
        }
        for text in ["512MB", "1gb", "1GiB", "10mi", "1 Gi", "1K", "1.2.3", "one", "1e", "1-2"] {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn what_was_meant() {
        for (text, wanted) in
            [("512MB", "512M"), ("1gb", "1G"), ("1GiB", "1Gi"), ("10mi", "10Mi"), ("1 Gi", "1Gi"), ("64K", "64k"), ("5b", "5")]
        {
            assert_eq!(meant(text).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(meant("one"), None);
    }
}
