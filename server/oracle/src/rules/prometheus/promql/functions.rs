//! The functions of Prometheus, and what they take.

use super::Kind::{self, Range, Scalar, Text, Vector};

/// What a function takes and gives.
pub(super) struct Function {
    /// Its arguments.
    pub takes: &'static [Kind],
    /// How many of the last ones may be left out.
    pub optional: usize,
    /// Whether the last one may be repeated.
    pub repeats: bool,
    /// What it gives.
    pub gives: Kind,
}

const fn takes(takes: &'static [Kind], gives: Kind) -> Function {
    Function { takes, optional: 0, repeats: false, gives }
}

/// A function by name.
pub(super) fn function(name: &str) -> Option<Function> {
    Some(match name {
        "abs" | "absent" | "acos" | "acosh" | "asin" | "asinh" | "atan" | "atanh" | "ceil" | "cos" | "cosh" | "deg" | "exp" | "floor"
        | "histogram_avg" | "histogram_count" | "histogram_stddev" | "histogram_stdvar" | "histogram_sum" | "ln" | "log10" | "log2"
        | "rad" | "sgn" | "sin" | "sinh" | "sort" | "sort_desc" | "sqrt" | "tan" | "tanh" | "timestamp" => takes(&[Vector], Vector),
        "absent_over_time"
        | "avg_over_time"
        | "changes"
        | "count_over_time"
        | "delta"
        | "deriv"
        | "first_over_time"
        | "idelta"
        | "increase"
        | "irate"
        | "last_over_time"
        | "mad_over_time"
        | "max_over_time"
        | "min_over_time"
        | "present_over_time"
        | "rate"
        | "resets"
        | "stddev_over_time"
        | "stdvar_over_time"
        | "sum_over_time"
        | "ts_of_first_over_time"
        | "ts_of_last_over_time"
        | "ts_of_max_over_time"
        | "ts_of_min_over_time" => takes(&[Range], Vector),
        "day_of_month" | "day_of_week" | "day_of_year" | "days_in_month" | "hour" | "minute" | "month" | "year" => {
            Function { optional: 1, ..takes(&[Vector], Vector) }
        }
        "clamp" => takes(&[Vector, Scalar, Scalar], Vector),
        "clamp_max" | "clamp_min" => takes(&[Vector, Scalar], Vector),
        "double_exponential_smoothing" | "holt_winters" => takes(&[Range, Scalar, Scalar], Vector),
        "histogram_fraction" => takes(&[Scalar, Scalar, Vector], Vector),
        "histogram_quantile" => takes(&[Scalar, Vector], Vector),
        "histogram_quantiles" => Function { repeats: true, ..takes(&[Vector, Text, Scalar], Vector) },
        "info" => Function { optional: 1, ..takes(&[Vector, Vector], Vector) },
        "label_join" => Function { optional: 1, repeats: true, ..takes(&[Vector, Text, Text, Text], Vector) },
        "label_replace" => takes(&[Vector, Text, Text, Text, Text], Vector),
        "pi" | "time" | "start" | "end" | "step" | "range" => takes(&[], Scalar),
        "predict_linear" => takes(&[Range, Scalar], Vector),
        "quantile_over_time" => takes(&[Scalar, Range], Vector),
        "round" => Function { optional: 1, ..takes(&[Vector, Scalar], Vector) },
        "scalar" => takes(&[Vector], Scalar),
        "sort_by_label" | "sort_by_label_desc" => Function { optional: 1, repeats: true, ..takes(&[Vector, Text], Vector) },
        "vector" => takes(&[Scalar], Vector),
        _ => return None,
    })
}

/// The names that are offered for one that is near.
pub(super) const NAMES: &[&str] = &[
    "abs",
    "absent",
    "absent_over_time",
    "avg_over_time",
    "ceil",
    "changes",
    "clamp",
    "clamp_max",
    "clamp_min",
    "count_over_time",
    "day_of_month",
    "day_of_week",
    "days_in_month",
    "delta",
    "deriv",
    "double_exponential_smoothing",
    "exp",
    "floor",
    "histogram_quantile",
    "holt_winters",
    "hour",
    "idelta",
    "increase",
    "irate",
    "label_join",
    "label_replace",
    "last_over_time",
    "max_over_time",
    "min_over_time",
    "predict_linear",
    "present_over_time",
    "quantile_over_time",
    "rate",
    "resets",
    "round",
    "scalar",
    "sort",
    "sort_desc",
    "stddev_over_time",
    "sum_over_time",
    "time",
    "timestamp",
    "vector",
];

/// What an aggregation takes beside the vector, when `name` is one.
pub(super) fn aggregation(name: &str) -> Option<Option<Kind>> {
    Some(match name {
        "avg" | "count" | "group" | "max" | "min" | "stddev" | "stdvar" | "sum" => None,
        "bottomk" | "limit_ratio" | "limitk" | "quantile" | "topk" => Some(Scalar),
        "count_values" => Some(Text),
        _ => return None,
    })
}

/// Whether a name is that of a function or an aggregation of VictoriaMetrics' dialect.
pub(super) fn is_extension(name: &str) -> bool {
    let starts = [
        "range_",
        "running_",
        "rollup",
        "label_",
        "labels_",
        "buckets_",
        "bottomk_",
        "topk_",
        "interpolate",
        "keep_",
        "remove_",
        "share_",
        "count_",
        "sum_",
        "outlier",
        "ttf",
        "tmin",
        "tmax",
        "tfirst",
        "tlast",
        "quantiles",
        "alias",
        "increase_",
        "rate_",
        "delta_",
        "default_rollup",
        "distinct",
        "drop_",
        "prometheus_buckets",
        "histogram",
        "median",
        "mode",
        "any",
        "union",
        "hoeffding_",
        "integrate",
        "lag",
        "lifetime",
        "scrape_interval",
        "sort_by",
        "sort_",
        "smooth_",
        "now",
        "rand",
        "ru",
        "vmrange",
        "stale_",
        "step",
        "timezone_",
        "zscore",
        "mad",
        "sum2",
        "geomean",
        "descent_",
        "ascent_",
        "changes_",
        "deriv_",
        "duration_",
        "ideriv",
        "iqr_",
        "aggr_over_time",
        "bitmap_",
        "clamp",
        "day_",
        "end",
        "start",
        "limit_",
        "absent",
    ];
    starts.iter().any(|start| name.starts_with(start))
}
