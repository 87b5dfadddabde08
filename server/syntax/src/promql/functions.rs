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
    const FAMILIES: &[&str] = &["bottomk_", "buckets_", "hoeffding_", "outliers", "range_", "rollup", "running_", "topk_"];
    FAMILIES.iter().any(|family| name.starts_with(family)) || EXTENSIONS.contains(&name) || name.eq_ignore_ascii_case("with")
}

const EXTENSIONS: &[&str] = &[
    "aggr_over_time",
    "alias",
    "any",
    "ascent_over_time",
    "bitmap_and",
    "bitmap_or",
    "bitmap_xor",
    "changes_prometheus",
    "count_eq_over_time",
    "count_gt_over_time",
    "count_le_over_time",
    "count_ne_over_time",
    "count_values_over_time",
    "decreases_over_time",
    "default_rollup",
    "delta_prometheus",
    "deriv_fast",
    "descent_over_time",
    "distinct",
    "distinct_over_time",
    "drop_common_labels",
    "drop_empty_series",
    "duration_over_time",
    "geomean",
    "geomean_over_time",
    "histogram",
    "histogram_over_time",
    "histogram_share",
    "ideriv",
    "increase_prometheus",
    "increase_pure",
    "increases_over_time",
    "integrate",
    "interpolate",
    "iqr",
    "iqr_over_time",
    "keep_last_value",
    "keep_next_value",
    "label_copy",
    "label_del",
    "label_graphite_group",
    "label_keep",
    "label_lowercase",
    "label_map",
    "label_match",
    "label_mismatch",
    "label_move",
    "label_set",
    "label_transform",
    "label_uppercase",
    "label_value",
    "labels_equal",
    "lag",
    "lifetime",
    "limit_offset",
    "mad",
    "median",
    "median_over_time",
    "mode",
    "mode_over_time",
    "now",
    "outlier_iqr_over_time",
    "prometheus_buckets",
    "quantiles",
    "quantiles_over_time",
    "rand",
    "rand_exponential",
    "rand_normal",
    "rate_over_sum",
    "rate_prometheus",
    "remove_resets",
    "ru",
    "scrape_interval",
    "share",
    "share_eq_over_time",
    "share_gt_over_time",
    "share_le_over_time",
    "smooth_exponential",
    "sort_by_label_numeric",
    "sort_by_label_numeric_desc",
    "stale_samples_over_time",
    "sum2",
    "sum2_over_time",
    "sum_eq_over_time",
    "sum_gt_over_time",
    "sum_le_over_time",
    "tfirst_over_time",
    "timestamp_with_name",
    "timezone_offset",
    "tlast_change_over_time",
    "tlast_over_time",
    "tmax_over_time",
    "tmin_over_time",
    "ttf",
    "union",
    "zscore",
    "zscore_over_time",
];
