; literals: counter! gauge! histogram! register_ prometheus Opts::new
; The crates `metrics` and `prometheus`.
((macro_invocation
  macro: [(identifier) @_macro (scoped_identifier name: (identifier) @_macro)]
  (token_tree . (string_literal (string_content) @name))) @definition.metric
  (#any-of? @_macro
    "counter" "gauge" "describe_counter" "describe_gauge" "register_counter" "register_gauge" "register_int_counter"
    "register_int_gauge" "register_counter_vec" "register_gauge_vec" "register_int_counter_vec" "register_int_gauge_vec" "opts")
  (#set! form "metric")
  (#set! role "metric"))

((macro_invocation
  macro: [(identifier) @_macro (scoped_identifier name: (identifier) @_macro)]
  (token_tree . (string_literal (string_content) @name))) @definition.metric
  (#any-of? @_macro "histogram" "describe_histogram" "register_histogram" "register_histogram_vec" "histogram_opts")
  (#set! form "histogram")
  (#set! role "metric"))

((call_expression
  function: (scoped_identifier path: [(identifier) @_type (scoped_identifier name: (identifier) @_type)] name: (identifier) @_new)
  arguments: (arguments . (string_literal (string_content) @name))) @definition.metric
  (#any-of? @_type "Opts" "HistogramOpts" "IntCounter" "IntGauge" "Counter" "Gauge")
  (#any-of? @_new "new" "with_opts")
  (#set! form "histogram")
  (#set! role "metric"))
