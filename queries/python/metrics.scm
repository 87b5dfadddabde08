; literals: prometheus_client aioprometheus
; Metrics of the Python client: a counter is shown with `_total`.
((call
  function: [(identifier) @_kind (attribute attribute: (identifier) @_kind)]
  arguments: (argument_list . (string (string_start) . (string_content) @name . (string_end)))) @definition.metric
  (#any-of? @_kind "Counter" "CounterMetricFamily")
  (#set! form "counter")
  (#set! role "Counter"))

((call
  function: [(identifier) @_kind (attribute attribute: (identifier) @_kind)]
  arguments: (argument_list . (string (string_start) . (string_content) @name . (string_end)))) @definition.metric
  (#any-of? @_kind "Gauge" "Enum" "GaugeMetricFamily")
  (#set! role "Gauge"))

((call
  function: [(identifier) @_kind (attribute attribute: (identifier) @_kind)]
  arguments: (argument_list . (string (string_start) . (string_content) @name . (string_end)))) @definition.metric
  (#any-of? @_kind "Histogram" "Summary")
  (#set! form "histogram")
  (#set! role "Histogram"))
