//! What Prometheus takes and what it refuses.

use super::{Kind, check};

#[test]
fn expressions() {
    for (text, kind) in [
        ("up", Kind::Vector),
        ("up == 0", Kind::Vector),
        ("1 + 2 * 3 ^ 2", Kind::Scalar),
        ("1 > bool 2", Kind::Scalar),
        ("-up", Kind::Vector),
        ("sum by (job) (rate(http_requests_total{code=~\"5..\"}[5m]))", Kind::Vector),
        ("sum(rate(a[5m])) by (job,) / on (job) group_left (x) b", Kind::Vector),
        ("a / on (job) group_left b", Kind::Vector),
        ("a / on (job) group_left (b + c)", Kind::Vector),
        ("a * on (x) group_left () (b)", Kind::Vector),
        ("a[5m]", Kind::Range),
        ("a[1h:5m]", Kind::Range),
        ("rate(a[5m])[1h:]", Kind::Range),
        ("max_over_time(rate(a[5m])[1h:1m] offset 1d)", Kind::Vector),
        ("a offset -5m", Kind::Vector),
        ("a @ end() offset 5m", Kind::Vector),
        ("a[5m] @ 1609746000", Kind::Range),
        ("{__name__=~\"a|b\", x!=\"\"}", Kind::Vector),
        ("{\"some.metric\", \"some label\"=\"x\"}", Kind::Vector),
        ("sum", Kind::Vector),
        ("job:up:sum{a='b'}", Kind::Vector),
        ("count_values(\"version\", build_info)", Kind::Vector),
        ("label_replace(up, \"a\", \"$1\", \"b\", \"(.*)\")", Kind::Vector),
        ("label_join(up, \"a\", \",\")", Kind::Vector),
        ("time() - node_boot_time_seconds > 86400", Kind::Vector),
        ("hour() > 8 and hour() < 17", Kind::Vector),
        ("vector(1) or on() up", Kind::Vector),
        ("rate(a[5m]) + fill(0) rate(b[5m])", Kind::Vector),
        ("a * on (b) group_left fill_right(1) c", Kind::Vector),
        ("rate(up[1m * 2]) > by", Kind::Vector),
        ("NaN", Kind::Scalar),
        ("Inf + 0x1F + 1e-3 + .5", Kind::Scalar),
        ("# why\nup # and so on\n", Kind::Vector),
        ("topk(3, a) without (b)", Kind::Vector),
        ("SUM BY (a) (b)", Kind::Vector),
        ("a and ignoring (b) c unless d", Kind::Vector),
        ("rate(a[300])", Kind::Vector),
        ("'text'", Kind::Text),
        ("absent(a{b=\"c\\\\.d\"})", Kind::Vector),
        ("a{b=`c\\.d`}", Kind::Vector),
        ("histogram_quantile(0.9, sum(rate(b[5m])) by (le)) > 1h", Kind::Vector),
    ] {
        assert_eq!(check(text), Ok(kind), "{text}");
    }
}

#[test]
fn mistakes() {
    for (text, place, words) in [
        ("", "", "ends"),
        ("sum(rate(a[5m])", "(", "no `)`"),
        ("rate(a)", "a", "a range vector"),
        ("rate(sum(a)[5m])", "[5m]", "subquery"),
        ("sum(a[5m])", "a[5m]", "an instant vector"),
        ("rte(a[5m])", "rte", "did you mean `rate`"),
        ("a b", "b", "operator"),
        ("a{b}", "}", "`=`"),
        ("a{b=c}", "c", "text in quotes"),
        ("a{b==\"c\"}", "==", "`=`"),
        ("a{b=\"c}", "\"", "no end"),
        ("a{b=~\"c\\.d\"}", "\\.", "escape"),
        ("a{b=~\"*c\"}", "\"*c\"", "repeats nothing"),
        ("a{b=~\"(c\"}", "\"(c\"", "nothing closes"),
        ("{}", "{}", "does not match an empty text"),
        ("a[5]", "", ""),
        ("a[5x]", "5x", "duration"),
        ("a[]", "[]", "duration"),
        ("a[5m", "[", "no `]`"),
        ("1 > 2", ">", "bool"),
        ("1 and a", "and", "number"),
        ("a + bool b", "bool", "comparisons"),
        ("a and on (x) group_left b", "group_left", "does not go"),
        ("rate(a[5m]) offset 1h", "offset", "selector"),
        ("histogram_quantile(sum(a))", "histogram_quantile", "2 arguments"),
        ("sum(a, b)", "sum", "one argument"),
        ("clamp_max(a, b)", "b", "a number"),
        ("a == 'b'", "'b'", "text"),
        ("up{a=\"b\"} =! 1", "!", "no meaning"),
        ("up & down", "&", "no meaning"),
        ("sum(a,)", ")", "expression"),
        ("a{__name__=\"b\"}", "__name__", "twice"),
        ("{{ x }}", "{", "label"),
    ] {
        match check(text) {
            Ok(_) => assert!(words.is_empty(), "{text} is taken"),
            Err(found) => {
                assert!(!found.is_dialect && found.message.contains(words), "{text}: {}", found.message);
                assert_eq!(&text[found.range.clone()], place, "{text}: {}", found.message);
            }
        }
    }
}

#[test]
fn other_dialects_are_left_alone() {
    for text in ["rollup_rate(a[5m])", "range_median(a)", "sum2_over_time(a[1m])", "WITH (f = {a=\"b\"}) sum(c{f})"] {
        assert!(check(text).is_err_and(|found| found.is_dialect), "{text}");
    }
}

#[test]
fn depth_is_bounded() {
    let deep = format!("{}1{}", "(".repeat(50_000), ")".repeat(50_000));
    assert!(check(&deep).is_err_and(|found| found.is_dialect));
    let signs = format!("{}1", "-".repeat(50_000));
    assert!(check(&signs).is_err_and(|found| found.is_dialect));
}
